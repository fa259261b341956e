import { nextTurn } from '../../next-turn.js'
import type { Tx } from '../../storage/db.js'
import { type ExpandJob, pagesQueue } from './accept.js'
import { readAudience } from './audience.js'
import { resolveCategories } from './categories.js'
import { pageSizeOf } from './contents.js'
import { deliverItems } from './deliver.js'
import type { Expansion } from './expansion.js'
import { insertOutcomes, insertUserOutcomes, noteCancelled } from './outcomes.js'
import { closePage, findCancelled, lockPage, noPageCounts, type PageCounts } from './page-queries.js'
import { planDelivery } from './plan.js'
import { dueAt, type TriggerRow } from './queries.js'
import { type Reached, resolveRecipients, saveInlineUsers, unknownOf } from './recipients.js'
import { isForRuns, type StartTerms, startsOf } from './run-starts.js'
import { tellAfterCommit } from './telling.js'
import { resolveTenants } from './tenants.js'

/** Runs take nothing of the content along. */
const mostRuns = 1000

interface Page {
  users: Reached[]
  /** The last user who was done before. */
  after: number | null
  isLast: boolean
  /** Whether another job goes on after it. */
  isJobsLast: boolean
}

/**
 * Works off up to `most` pages of a trigger, each in a transaction that moves the trigger's cursor, and leaves the rest
 * to a job of its own. Of two workers with the same trigger one finds the cursor moved, and leaves it to the other.
 */
export const expandPages = async (expansion: Expansion, trigger: TriggerRow, most: number): Promise<void> => {
  const { db, now, categoriesChanged } = expansion
  if (trigger.cursor === null) await saveInlineUsers(db, trigger)
  const categoryOf = await resolveCategories(db, [trigger], now(), categoriesChanged)
  const category = categoryOf(trigger.app_id, trigger.content.category)
  const resolved = await resolveRecipients(db, [trigger])
  const named = [...resolved.values()]
    .flatMap(({ users }) => users.map(({ userId }) => userId))
    .sort((a, b) => a - b)
  const pageSize = isForRuns(trigger) ? mostRuns : pageSizeOf(trigger.content)
  const tenantOf = await resolveTenants(db, [trigger], now())
  const shared = { category, tenantId: tenantOf(trigger.app_id, trigger.content.tenant) }
  let after = trigger.cursor
  for (let nth = 1; nth <= most; nth++) {
    const users = await readAudience(db, trigger.app_id, trigger.audience, named, after ?? 0, pageSize)
    const isLast = users.length < pageSize
    const page = { users, after, isLast, isJobsLast: !isLast && nth === most }
    const isDone = await expandPage(expansion, trigger, page, shared, isLast ? unknownOf(resolved) : [])
    if (!isDone || isLast) return
    after = users.at(-1)?.userId ?? after
    await nextTurn()
  }
}

/** Runs are cancelled by whatever is known of them, sends without runs by their key. */
const isCancellable = (trigger: TriggerRow): boolean =>
  isForRuns(trigger) || trigger.cancellation_key !== null

/** @returns whether the page was still to be done */
const expandPage = async (
  expansion: Expansion,
  trigger: TriggerRow,
  page: Page,
  shared: Shared,
  unknown: ReturnType<typeof unknownOf>,
): Promise<boolean> => {
  const { db, now, engine } = expansion
  const work = await prepare(expansion, trigger, page.users, shared)
  return db.transaction(async (tx) => {
    if (!(await lockPage(tx, trigger.id, page.after))) return false
    const reached = page.users.map(({ userId }) => ({ triggerId: trigger.id, userId }))
    const cancelledIn = await findCancelled(tx, isCancellable(trigger) ? reached : [])
    const isCancelled = (userId: number): boolean => cancelledIn(trigger.id, userId)
    const cancelled = reached.filter(({ userId }) => isCancelled(userId))
    const counts = await work(tx, isCancelled)
    await noteCancelled(tx, cancelled, now())
    await insertOutcomes(tx, unknown, now())
    await closePage(tx, trigger.id, {
      cursor: page.users.at(-1)?.userId ?? page.after,
      expandedAt: page.isLast ? now() : null,
      counts: {
        ...counts,
        skipped: counts.skipped + unknown.length,
        cancelled: cancelled.length,
      },
    })
    if (page.isJobsLast)
      await engine.enqueue(tx, pagesQueue, [{ data: { triggerIds: [trigger.id] } satisfies ExpandJob }])
    return true
  })
}

/** What all pages of a trigger have in common. */
type Shared = Omit<StartTerms, 'at'>

/** A page's own work, made ready as far as it can be before anything is locked. */
type Work = (tx: Tx, isCancelled: (userId: number) => boolean) => Promise<PageCounts>

const prepare = async (
  expansion: Expansion,
  trigger: TriggerRow,
  users: readonly Reached[],
  shared: Shared,
): Promise<Work> =>
  isForRuns(trigger)
    ? prepareRuns(expansion, trigger, users, shared)
    : prepareDelivery(expansion, trigger, users, shared)

const prepareDelivery = async (
  expansion: Expansion,
  trigger: TriggerRow,
  users: readonly Reached[],
  shared: Shared,
): Promise<Work> => {
  const { db, now, hearing, findRender } = expansion
  const plan = await planDelivery(db, trigger, users, shared, findRender)
  return async (tx, isCancelled) => {
    const items = plan.items.filter(({ userId }) => !isCancelled(userId))
    const outcomes = plan.outcomes.filter(({ userId }) => !isCancelled(userId))
    const userIds = items.map(({ userId }) => userId)
    const told = hearing(userIds)
    const { inserted, optedOut, events } = await deliverItems(tx, items, plan.contents, told, now())
    await insertUserOutcomes(tx, outcomes, now())
    const news = { count: inserted, acceptedAt: [dueAt(trigger)] }
    tellAfterCommit(tx, expansion, { events, userIds, told, triggerIds: [trigger.id], news })
    const failed = outcomes.filter(({ reason }) => reason === 'render_failed').length
    return {
      ...noPageCounts,
      delivered: inserted,
      skipped: optedOut.length + outcomes.length - failed,
      failed,
    }
  }
}

const prepareRuns =
  (
    { engine, now, startRuns }: Expansion,
    trigger: TriggerRow,
    users: readonly Reached[],
    shared: Shared,
  ): Work =>
  async (tx, isCancelled) => {
    const starting = users.filter(({ userId }) => !isCancelled(userId))
    if (starting.length > 0)
      await startRuns(tx, engine, [startsOf(trigger, starting, { ...shared, at: now() })])
    return noPageCounts
  }
