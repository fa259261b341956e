import { Inbox, InboxProvider, useInbox } from '@inboxkit/react'
import '@inboxkit/react/styles.css'
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'

/** Lets the bench act as the page's own code would. */
function Expose() {
  const inbox = useInbox()
  useEffect(() => {
    const feed = inbox.feed()
    Object.assign(window, {
      bench: {
        count: () => feed.get().ids.length,
        async load(count) {
          while (feed.get().ids.length < count && feed.get().hasMore) await feed.loadMore()
        },
        markOne: () => inbox.markRead(feed.get().ids.find((id) => !inbox.item(id).get()?.readAt)),
        markAll: () => inbox.markAllRead(),
      },
    })
  }, [inbox])
  return null
}

createRoot(document.querySelector('#app')).render(
  <InboxProvider baseUrl={new URLSearchParams(location.search).get('api')} apiKey="key" userId="ann">
    <Expose />
    <Inbox layout="page" tabs={['all']} />
  </InboxProvider>,
)
