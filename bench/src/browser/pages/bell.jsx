import { Inbox, InboxProvider } from '@inboxkit/react'
import '@inboxkit/react/styles.css'
import { createRoot } from 'react-dom/client'

const query = new URLSearchParams(location.search)

createRoot(document.querySelector('#app')).render(
  <InboxProvider baseUrl={query.get('api')} apiKey={query.get('key')} userId={query.get('user')}>
    <Inbox />
  </InboxProvider>,
)
