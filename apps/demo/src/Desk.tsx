import { InboxProvider } from '@inboxkit/react'
import { useConfig } from './api/config'
import { useRefreshOnArrival } from './api/use-refresh-on-arrival'
import { Board } from './board/Board'
import { Header } from './header/Header'
import { OrderPanel } from './order/OrderPanel'
import { navigate, useRoute } from './route/route'
import { SendPanel } from './send/SendPanel'
import './Desk.css'

/** Everything that is about the current user, with that user's inbox. */
export function Desk() {
  const { apiKey, me } = useConfig()
  return (
    <InboxProvider baseUrl={location.origin} apiKey={apiKey} userId={me.identifier}>
      <a className="skip" href="#board">
        Skip to the board
      </a>
      <Header />
      <Work />
    </InboxProvider>
  )
}

const close = () => navigate('/')

/** The board, and beside it what the address asks for: an order, or the panel that sends. */
function Work() {
  const { order, panel } = useRoute()
  useRefreshOnArrival()
  return (
    <div className="desk">
      <Board />
      {panel === 'send' && <SendPanel onClose={close} />}
      {panel === null && order !== null && <OrderPanel key={order} id={order} onClose={close} />}
    </div>
  )
}
