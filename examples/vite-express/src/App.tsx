import { Inbox, InboxProvider } from '@inboxkit/react'
import '@inboxkit/react/styles.css'

export interface Account {
  baseUrl: string
  apiKey: string
  userId: string
}

export const App = ({ account, userToken }: { account: Account; userToken: () => Promise<string> }) => (
  <>
    <header>
      <InboxProvider {...account} userToken={userToken}>
        <Inbox />
      </InboxProvider>
    </header>
    <main>
      <h1>Orders</h1>
      <button type="button" onClick={() => void fetch('/api/orders/77/ship', { method: 'POST' })}>
        Ship order 77
      </button>
    </main>
  </>
)
