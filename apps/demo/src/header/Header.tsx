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
        Harbor
      </Link>
      <div className="header-end">
        <Link to={{ panel: 'send' }} className="button header-send" data-look="outlined">
          <Icon name="send" />
          <span className="header-send-text">Send a notification</span>
        </Link>
        <ThemeToggle />
        <Bell />
        <UserMenu />
      </div>
    </header>
  )
}
