import { Inbox } from '@inboxkit/react'
import { useConfig } from '../api/config'
import { Icon } from '../parts/Icon'
import { Link } from '../route/Link'
import { navigate } from '../route/route'
import './InboxPage.css'

/** The whole inbox as the content of a page. */
export function InboxPage() {
  const { me } = useConfig()
  return (
    <main className="page" id="inbox" tabIndex={-1}>
      <h1 className="hidden">The inbox of {me.name}</h1>
      <Link to={{}} className="page-back">
        <Icon name="arrow" />
        Orders
      </Link>
      <div className="whole-inbox">
        <Inbox layout="page" navigate={navigate} />
      </div>
    </main>
  )
}
