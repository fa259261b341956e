import { resolveCategories } from './categories.js'
import type { Preparation } from './expansion.js'
import { insertOutcomes, noteCancelled } from './outcomes.js'
import { closeTriggers, findCancelled, lockTriggers } from './page-queries.js'
import type { TriggerRow } from './queries.js'
import { resolveRecipients, saveInlineUsers, unknownOf } from './recipients.js'
import { startsOf } from './run-starts.js'
import { resolveTenants } from './tenants.js'

/**
 * Starts the runs of sends to recipients by name, up to 1,000 in a transaction, for everybody who is not cancelled.
 * Triggers that another worker has done meanwhile are passed over.
 */
export const prepareStarts: Preparation = async ({ db, engine, now, startRuns, categoriesChanged }, page) => {
  for (const trigger of page) await saveInlineUsers(db, trigger)
  const categoryOf = await resolveCategories(db, page, now(), categoriesChanged)
  const tenantOf = await resolveTenants(db, page, now())
  const resolved = await resolveRecipients(db, page)
  return () =>
    db.transaction(async (tx) => {
      const locked = await lockTriggers(
        tx,
        page.map(({ id }) => id),
      )
      const open = new Map([...resolved].filter(([{ id }]) => locked.has(id)))
      const reached = [...open].flatMap(([trigger, { users }]) =>
        [...users, ...transientsOf(trigger)].map(({ userId }) => ({
          trigger,
          triggerId: trigger.id,
          userId,
        })),
      )
      const isCancelled = await findCancelled(tx, reached)
      const starts = [...open].map(([trigger, { users }]) => {
        const { id, app_id, content } = trigger
        const starting = [...users, ...transientsOf(trigger)].filter(({ userId }) => !isCancelled(id, userId))
        return startsOf(
          trigger,
          starting.map((user) => ({ ...user, channels: null })),
          {
            category: categoryOf(app_id, content.category),
            tenantId: tenantOf(app_id, content.tenant),
            at: now(),
          },
        )
      })
      if (starts.some(({ users }) => users.length > 0)) await startRuns(tx, engine, starts)
      await noteCancelled(
        tx,
        reached.filter(({ triggerId, userId }) => isCancelled(triggerId, userId)),
        now(),
      )
      await insertOutcomes(tx, unknownOf(open), now())
      await closeTriggers(tx, [...locked], now())
    })
}

/** Recipients who are no users, by their places. */
const transientsOf = ({ content }: TriggerRow): { userId: number }[] =>
  (content.transients ?? []).map((_, place) => ({ userId: -(place + 1) }))
