import { useRef } from 'react'
import { useConfig } from '../api/config'
import { Avatar } from '../parts/Avatar'
import { Icon } from '../parts/Icon'
import { Link } from '../route/Link'
import { useRoute } from '../route/route'
import './UserMenu.css'

/** Who one is, and who one could be: here, or in a second window to talk to oneself. */
export function UserMenu() {
  const { users, me } = useConfig()
  const { panel } = useRoute()
  // Whoever reads the whole inbox reads on as somebody else; so do settings stay.
  const place = { panel: panel === 'inbox' || panel === 'preferences' ? panel : null }
  const menu = useRef<HTMLDivElement>(null)
  return (
    <>
      <button
        type="button"
        className="user-menu-button"
        popoverTarget="user-menu"
        aria-label={`You are ${me.name}`}
      >
        <Avatar user={me} size={24} />
        <span className="user-menu-name">{me.name}</span>
        <Icon name="chevron" />
      </button>
      <div className="user-menu" id="user-menu" popover="auto" ref={menu}>
        <p className="user-menu-head">Use Harbor as</p>
        <ul>
          {users.map((user) => (
            <li key={user.identifier} className="user-menu-row">
              <Link
                to={{ ...place, user: user.identifier }}
                className="user-menu-choice"
                aria-current={user === me ? 'true' : undefined}
                onClick={() => menu.current?.hidePopover()}
              >
                <Avatar user={user} size={28} />
                <span>
                  <span className="user-menu-who">{user.name}</span>
                  <span className="user-menu-role">{user.role}</span>
                </span>
                {user === me && <Icon name="check" />}
              </Link>
              <Link
                to={{ user: user.identifier }}
                className="icon-button"
                target="_blank"
                aria-label={`Open a second window as ${user.name}`}
                title={`Open a second window as ${user.name}`}
              >
                <Icon name="window" />
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
