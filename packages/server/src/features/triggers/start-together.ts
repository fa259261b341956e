import { resolveCategories } from './categories.js'
import type { Preparation } from './expansion.js'
import { insertOutcomes, noteCancelled } from './outcomes.js'
import { closeTriggers, findCancelled, lockTriggers } from './page-queries.js'
import { resolveRecipients, saveInlineUsers, unknownOf } from './recipients.js'
import { startsOf } from './run-starts.js'

/**
 * Starts the runs of workflow sends to recipients by name, up to 1,000 in a transaction, for everybody who is not
 * cancelled. Triggers that another worker has done meanwhile are passed over.
 */
export const prepareStarts: Preparation = async ({ db, engine, now, startRuns }, page) => {
  for (const trigger of page) await saveInlineUsers(db, trigger)
  const categoryOf = await resolveCategories(db, page, now())
  const resolved = await resolveRecipients(db, page)
  return () =>
    db.transaction(async (tx) => {
      const locked = await lockTriggers(
        tx,
        page.map(({ id }) => id),
      )
      const open = new Map([...resolved].filter(([{ id }]) => locked.has(id)))
      const reached = [...open].flatMap(([trigger, { userIds }]) =>
        userIds.map((userId) => ({ trigger, triggerId: trigger.id, userId })),
      )
      const isCancelled = await findCancelled(
        tx,
        reached.filter(({ trigger }) => trigger.cancellation_key !== null),
      )
      const starts = [...open].map(([trigger, { userIds }]) => {
        const starting = userIds.filter((userId) => !isCancelled(trigger.id, userId))
        const users = starting.map((userId) => ({ userId, channels: null }))
        return startsOf(trigger, users, categoryOf(trigger.app_id, trigger.content.category), now())
      })
      if (starts.some(({ users }) => users.length > 0)) await startRuns(tx, engine, starts)
      const cancelled = reached.filter(({ triggerId, userId }) => isCancelled(triggerId, userId))
      await noteCancelled(tx, cancelled, now())
      await insertOutcomes(tx, unknownOf(open), now())
      await closeTriggers(tx, [...locked], now())
    })
}
