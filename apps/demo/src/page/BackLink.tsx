import { Icon } from '../parts/Icon'
import { Link } from '../route/Link'

export function BackLink() {
  return (
    <Link to={{}} className="page-back">
      <Icon name="arrow" />
      Orders
    </Link>
  )
}
