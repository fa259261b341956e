import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { type Account, App } from './App'

const text = (url: string): Promise<string> => fetch(url).then((answer) => answer.text())

// Who is signed in is known before anything is drawn, as in most apps.
const account = JSON.parse(await text('/api/inbox')) as Account

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App account={account} userToken={() => text('/api/inbox-token')} />
  </StrictMode>,
)
