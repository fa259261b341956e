import type { Tx } from '../../storage/db.js'
import type { UserEvent } from '../notifications/shape.js'

/** What a transaction has changed in many feeds. */
export interface Telling {
  /** Of the users in `told`. */
  events: readonly UserEvent[]
  /** Everybody whose feed may have changed. */
  userIds: readonly number[]
  /** Those whose events were asked for. */
  told: readonly number[]
  /** The sends whose new notifications they are; none for changes of another kind. */
  triggerIds: readonly number[]
  /** How many notifications are new, and since when each send waited that came with its first steps or without any. */
  news?: { count: number; acceptedAt: readonly Date[] }
}

/** The sockets, of this node and all others, as far as deliveries need them. */
export interface Sockets {
  /** Those of these users whose events are worth reading back: whoever may hear of them. */
  hearing: (userIds: readonly number[]) => number[]
  /** Users whose events were not asked for, and who are connected by now, are bidden to look. */
  tellPage: (telling: Telling) => void
}

/** Tells what was delivered, once it is committed. */
export const tellAfterCommit = (tx: Tx, { tellPage }: Sockets, telling: Telling): void => {
  if (telling.userIds.length > 0) tx.afterCommit(() => tellPage(telling))
}
