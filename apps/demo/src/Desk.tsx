import { InboxProvider } from '@inboxkit/react'
import { lazy, Suspense } from 'react'
import { useConfig } from './api/config'
import { useRefreshOnArrival } from './api/use-refresh-on-arrival'
import { Board } from './board/Board'
import { Header } from './header/Header'
import { OrderPanel } from './order/OrderPanel'
import { InboxPage } from './page/InboxPage'
import { navigate, useRoute } from './route/route'
import { SendPanel } from './send/SendPanel'
import './Desk.css'

// What few look at is fetched when they do.
const EscalationPanel = lazy(async () => ({
  default: (await import('./escalation/EscalationPanel')).EscalationPanel,
}))
const PreferencesPage = lazy(async () => ({
  default: (await import('./page/PreferencesPage')).PreferencesPage,
}))
const Together = lazy(async () => ({ default: (await import('./together/Together')).Together }))

/** Everything that is about the current user, with that user's inbox. */
export function Desk() {
  const { apiKey, me } = useConfig()
  const { panel } = useRoute()
  const place = panel === null || panel === 'send' || panel === 'escalation' ? 'board' : panel
  return (
    <InboxProvider baseUrl={location.origin} apiKey={apiKey} userId={me.identifier}>
      <a className="skip" href={`#${place}`}>
        {skips[place]}
      </a>
      <Header />
      {place === 'inbox' && <InboxPage />}
      <Suspense>
        {place === 'preferences' && <PreferencesPage />}
        {place === 'together' && <Together />}
      </Suspense>
      {place === 'board' && <Work />}
    </InboxProvider>
  )
}

const skips = {
  board: 'Skip to the board',
  inbox: 'Skip to the inbox',
  preferences: 'Skip to the settings',
  together: 'Skip to the inboxes',
}

const close = () => navigate('/')

/** The board, and beside it what the address asks for: an order, or a panel. */
function Work() {
  const { order, panel } = useRoute()
  useRefreshOnArrival()
  return (
    <div className="desk">
      <Board />
      {panel === 'send' && <SendPanel onClose={close} />}
      {panel === 'escalation' && (
        <Suspense>
          <EscalationPanel onClose={close} />
        </Suspense>
      )}
      {panel === null && order !== null && <OrderPanel key={order} id={order} onClose={close} />}
    </div>
  )
}
