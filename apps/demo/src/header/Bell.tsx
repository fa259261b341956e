import '@inboxkit/react/styles.css'
import { Inbox } from '@inboxkit/react'
import { navigate } from '../route/route'

/** Links of notifications are followed like those of the page: the order opens, nothing is loaded anew. */
export function Bell() {
  return (
    <div className="header-bell">
      <Inbox navigate={navigate} />
    </div>
  )
}
