import '@inboxkit/react/styles.css'
import { Inbox } from '@inboxkit/react'
import { webPush } from '../parts/web-push'
import { hrefOf, navigate, useRoute } from '../route/route'

/**
 * Arrivals are told of in a corner of the board, but where the page itself shows what arrives. Links of notifications
 * are followed like those of the page: the order opens, nothing is loaded anew.
 */
export function Bell() {
  const { panel } = useRoute()
  const isInSight = panel === 'inbox' || panel === 'together' || panel === 'escalation'
  return (
    <div className="header-bell">
      <Inbox
        navigate={navigate}
        webPush={webPush}
        pageUrl={panel === 'inbox' ? undefined : hrefOf({ panel: 'inbox' })}
        arrivals={isInSight ? 'none' : 'toast'}
      />
    </div>
  )
}
