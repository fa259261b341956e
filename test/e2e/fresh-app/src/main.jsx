import { Inbox, InboxProvider } from '@inboxkit/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@inboxkit/react/styles.css'

const { VITE_INBOXKIT_URL, VITE_INBOXKIT_API_KEY } = import.meta.env

const Header = () => (
  <InboxProvider baseUrl={VITE_INBOXKIT_URL} apiKey={VITE_INBOXKIT_API_KEY} userId="ann">
    <Inbox />
  </InboxProvider>
)

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Header />
  </StrictMode>,
)
