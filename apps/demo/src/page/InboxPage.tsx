import { Inbox } from '@inboxkit/react'
import { useConfig } from '../api/config'
import { webPush } from '../parts/web-push'
import { navigate } from '../route/route'
import { BackLink } from './BackLink'
import './page.css'

/** The whole inbox as the content of a page. */
export function InboxPage() {
  const { me } = useConfig()
  return (
    <main className="page" id="inbox" tabIndex={-1}>
      <h1 className="hidden">The inbox of {me.name}</h1>
      <BackLink />
      <div className="page-card">
        <Inbox layout="page" navigate={navigate} webPush={webPush} />
      </div>
    </main>
  )
}
