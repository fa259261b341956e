import type { User } from '../api/types'
import { Avatar } from '../parts/Avatar'
import { Icon } from '../parts/Icon'
import '../parts/Select.css'

interface PersonSelectProps {
  /** For those who do not see where it stands. */
  label: string
  users: readonly User[]
  user: User
  onChoose: (identifier: string) => void
}

/** One of the users, by the platform's own list. */
export function PersonSelect({ label, users, user, onChoose }: PersonSelectProps) {
  return (
    <span className="select person-select">
      <Avatar user={user} size={20} />
      <select aria-label={label} value={user.identifier} onChange={({ target }) => onChoose(target.value)}>
        {users.map(({ identifier, name }) => (
          <option key={identifier} value={identifier}>
            {name}
          </option>
        ))}
      </select>
      <Icon name="chevron" />
    </span>
  )
}
