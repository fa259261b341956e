import { Icon } from '../parts/Icon'
import { Link } from '../route/Link'
import { ThemeToggle } from '../theme/ThemeToggle'
import { Bell } from './Bell'
import { Logo } from './Logo'
import { UserMenu } from './UserMenu'
import './Header.css'

export function Header() {
  return (
    <header className="header">
      <Link to={{}} className="header-home">
        <Logo />
        <span className="header-name">Harbor</span>
      </Link>
      <div className="header-end">
        <Link to={{ panel: 'send' }} className="button header-act" data-look="outlined">
          <Icon name="send" />
          <span className="header-act-text">Send a notification</span>
        </Link>
        <Link to={{ panel: 'escalation' }} className="button header-act" data-look="outlined">
          <Icon name="steps" />
          <span className="header-act-text">Watch an escalation</span>
        </Link>
        <Link to={{ panel: 'preferences' }} className="button header-act" data-look="outlined">
          <Icon name="sliders" />
          <span className="header-act-text">Notification settings</span>
        </Link>
        <ThemeToggle />
        <Bell />
        <UserMenu />
      </div>
    </header>
  )
}
