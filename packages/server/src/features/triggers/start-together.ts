import { resolveCategories } from './categories.js'
import type { NewRuns, Preparation, StartRuns } from './expansion.js'
import { insertOutcomes, noteCancelled } from './outcomes.js'
import { closeTriggers, findCancelled, lockTriggers } from './page-queries.js'
import type { TriggerRow } from './queries.js'
import { resolveRecipients, saveInlineUsers, unknownOf } from './recipients.js'
import { startsOf } from './run-starts.js'
import { resolveTenants } from './tenants.js'

/**
 * Starts the runs of sends to recipients by name, up to 1,000 in a transaction, for everybody who is not cancelled.
 * Triggers that another worker has done meanwhile are passed over. Runs go their first stretch as they are started;
 * when one of them cannot, all of them start without it, and whatever is wrong with it is found where runs go on.
 */
export const prepareStarts: Preparation = async (expansion, page) => {
  const { db, engine, now, startRuns, categoriesChanged } = expansion
  for (const trigger of page) await saveInlineUsers(db, trigger)
  const categoryOf = await resolveCategories(db, page, now(), categoriesChanged)
  const tenantOf = await resolveTenants(db, page, now())
  const resolved = await resolveRecipients(db, page)

  const startsFor = (triggers: Iterable<TriggerRow>, isWanted: IsWanted): NewRuns[] =>
    [...triggers].map((trigger) => {
      const { id, app_id, content } = trigger
      const users = [...(resolved.get(trigger)?.users ?? []), ...transientsOf(trigger)]
      return startsOf(
        trigger,
        users.filter(({ userId }) => isWanted(id, userId)).map((user) => ({ ...user, channels: null })),
        {
          category: categoryOf(app_id, content.category),
          tenantId: tenantOf(app_id, content.tenant),
          at: now(),
        },
      )
    })

  const write = (start: StartRuns): Promise<void> =>
    db.transaction(async (tx) => {
      const locked = await lockTriggers(
        tx,
        page.map(({ id }) => id),
      )
      const open = new Map([...resolved].filter(([{ id }]) => locked.has(id)))
      const reached = [...open].flatMap(([trigger, { users }]) =>
        [...users, ...transientsOf(trigger)].map(({ userId }) => ({ triggerId: trigger.id, userId })),
      )
      const isCancelled = await findCancelled(tx, reached)
      const starts = startsFor(open.keys(), (triggerId, userId) => !isCancelled(triggerId, userId))
      if (starts.some(({ users }) => users.length > 0)) await start(tx, engine, starts)
      await noteCancelled(
        tx,
        reached.filter(({ triggerId, userId }) => isCancelled(triggerId, userId)),
        now(),
      )
      await insertOutcomes(tx, unknownOf(open), now())
      await closeTriggers(tx, [...locked], now())
    })

  const begin = await expansion.beginRuns?.(startsFor(page, () => true)).catch(() => undefined)
  return () => (begin ? write(begin).catch(() => write(startRuns)) : write(startRuns))
}

type IsWanted = (triggerId: number, userId: number) => boolean

/** Recipients who are no users, by their places. */
const transientsOf = ({ content }: TriggerRow): { userId: number }[] =>
  (content.transients ?? []).map((_, place) => ({ userId: -(place + 1) }))
