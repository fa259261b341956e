import { type CancelAnswer, type CancelRequest, problem } from '@inboxkit/protocol'
import type { Engine, Job } from '../../engine/types.js'
import { nextTurn } from '../../next-turn.js'
import type { Db, Tx } from '../../storage/db.js'
import { cancelDeliveries } from '../deliveries/sweep.js'
import { type ExpandJob, expandQueue } from '../triggers/accept.js'
import { findUserIds } from '../users/service.js'
import {
  cancelByIds,
  findCancellable,
  findCancelledRuns,
  findOpenRuns,
  findWorkflowId,
  insertCancellations,
  isKnownKey,
  type LockedTrigger,
  lockTriggers,
} from './cancel-queries.js'
import { findCancellations, openStates } from './queries.js'

export interface Cancelling {
  engine: Engine
  now: () => Date
}

/** Queue of cancellations with more runs than a call ends itself. Those that are left are held up already. */
export const cancelQueue = 'run.cancel'
export interface CancelJob {
  triggerIds: number[]
}

/** Most runs that a call ends itself. */
const mostAtOnce = 10_000
const pageSize = 1000

/**
 * Cancels a workflow's runs by the key that they were sent with: everybody's, or those of the recipients named. Runs
 * that wait or are about to go on end where they are; who is still to be reached is not; what was delivered stays.
 * A run is either cancelled and counted, or was faster. Sends that come later with the same key are not touched.
 * @throws Problem `workflow_not_found`, `run_not_found` for a key that no send had
 */
export const cancelRuns = (
  db: Db,
  { engine, now }: Cancelling,
  appId: number,
  identifier: string,
  { cancellationKey, cancelFor }: CancelRequest,
): Promise<CancelAnswer> =>
  db.transaction(async (tx) => {
    const workflowId = await findWorkflowId(tx, appId, identifier)
    if (workflowId === undefined)
      throw problem('workflow_not_found', { detail: `No such workflow: ${identifier}` })
    const key = { appId, workflowId, cancellationKey }
    if (!(await isKnownKey(tx, key))) throw problem('run_not_found')

    const recipients = cancelFor ? [...new Set(cancelFor.recipients)] : null
    const userIds = recipients ? [...(await findUserIds(tx, appId, recipients)).values()] : null
    const triggerIds = await findCancellable(tx, key, userIds)
    const { runIds, named, pending } = await cancelTriggers(
      tx,
      engine,
      triggerIds,
      { recipients, userIds },
      now(),
    )
    const cancelled = runIds.length + named.length
    return { message: sayCancelled(cancelled, pending), cancelled, pending }
  })

/** Whose runs; `null` = everybody's. */
export interface Chosen {
  recipients: readonly string[] | null
  /** Our ids of those of them who are users. */
  userIds: readonly number[] | null
}

/** What a cancellation came to. */
export interface Cancelled {
  /** Runs that were ended, or whose messages were. */
  runIds: number[]
  /** Recipients who have no run yet, and will not get one. */
  named: { triggerId: number; recipient: string }[]
  /** There are more runs than a call ends, or recipients whom nobody has counted. */
  pending: boolean
}

/** Cancels triggers, in the caller's transaction: what is open of them is ended, and no more begins. */
export const cancelTriggers = async (
  tx: Tx,
  engine: Engine,
  triggerIds: readonly number[],
  { recipients, userIds }: Chosen,
  at: Date,
): Promise<Cancelled> => {
  const triggers = await lockTriggers(tx, triggerIds)
  const before = await findCancellations(tx, triggerIds, recipients ?? triggers.flatMap(namesOf))
  await writeCancellations(tx, triggerIds, recipients ?? [''], at)
  if (!recipients) await closeOpen(tx, engine, triggers)
  const ended = await endOpen(tx, triggerIds, userIds, at)
  // Messages may wait longer than their runs: for the end of quiet hours, or for a provider.
  const held = await cancelDeliveries(tx, { triggerIds, userIds }, at)
  if (!ended.isAll)
    await engine.enqueue(tx, cancelQueue, [{ data: { triggerIds: [...triggerIds] } satisfies CancelJob }])
  return {
    runIds: [...new Set([...ended.runIds, ...held])],
    named: namedOf(triggers, recipients, before),
    pending: !ended.isAll || triggers.some(({ is_uncounted }) => is_uncounted),
  }
}

/** Nobody is left for them to reach: that is written down now, and not when their time comes. */
const closeOpen = async (tx: Tx, engine: Engine, triggers: readonly LockedTrigger[]): Promise<void> => {
  const open = triggers.filter(({ is_uncounted, recipients }) => is_uncounted || recipients !== null)
  const triggerIds = open.map(({ id }) => id)
  if (triggerIds.length > 0)
    await engine.enqueue(tx, expandQueue, [{ data: { triggerIds } satisfies ExpandJob }])
}

const sayCancelled = (cancelled: number, pending: boolean): string => {
  if (pending) return `${cancelled} runs cancelled so far, the others will not go on either`
  if (cancelled === 0) return 'There was nothing left to cancel'
  return cancelled === 1 ? '1 run cancelled' : `${cancelled} runs cancelled`
}

/** Statements of a bounded size, however many triggers had the key. */
const writeCancellations = async (
  tx: Tx,
  triggerIds: readonly number[],
  recipients: readonly string[],
  at: Date,
): Promise<void> => {
  const size = Math.max(1, Math.floor(pageSize / recipients.length))
  for (let from = 0; from < triggerIds.length; from += size)
    await insertCancellations(tx, triggerIds.slice(from, from + size), recipients, at)
}

const endOpen = async (
  tx: Tx,
  triggerIds: readonly number[],
  userIds: readonly number[] | null,
  at: Date,
): Promise<{ runIds: number[]; isAll: boolean }> => {
  const found = await findOpenRuns(tx, triggerIds, userIds, mostAtOnce + 1)
  // Ascending, as workers lock them.
  const ids = found.slice(0, mostAtOnce).sort((a, b) => a - b)
  const runIds: number[] = []
  for (let from = 0; from < ids.length; from += pageSize)
    runIds.push(...(await cancelByIds(tx, ids.slice(from, from + pageSize), at)))
  return { runIds, isAll: found.length <= mostAtOnce }
}

const namesOf = ({ recipients }: Pick<LockedTrigger, 'recipients'>): string[] =>
  (recipients ?? []).map((one) => (typeof one === 'string' ? one : one.identifier))

/**
 * Recipients of triggers that were not begun yet: they have no run, and will not get one. Those who were cancelled before
 * are not counted again.
 */
const namedOf = (
  triggers: readonly LockedTrigger[],
  chosen: readonly string[] | null,
  before: readonly { trigger_id: number; recipient: string }[],
): Cancelled['named'] => {
  const done = new Set(before.map(({ trigger_id, recipient }) => `${trigger_id}:${recipient}`))
  return triggers.flatMap(({ id, recipients }) => {
    if (done.has(`${id}:`)) return []
    const names = new Set(namesOf({ recipients }))
    const asked = chosen ? chosen.filter((one) => names.has(one)) : [...names]
    return asked.filter((one) => !done.has(`${id}:${one}`)).map((recipient) => ({ triggerId: id, recipient }))
  })
}

/** Ends what a call has left, page by page. May run again for the same triggers. */
export const cancelRest = async (
  db: Db,
  now: () => Date,
  jobs: readonly Job<CancelJob>[],
): Promise<undefined> => {
  // One that goes from one state to the other meanwhile is ended by whoever claims it.
  for (const id of new Set(jobs.flatMap(({ data }) => data.triggerIds)))
    for (const state of openStates) await cancelState(db, now, id, state)
}

const cancelState = async (
  db: Db,
  now: () => Date,
  triggerId: number,
  state: (typeof openStates)[number],
): Promise<void> => {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after
    after = await db.transaction(async (tx) => {
      const runs = await findCancelledRuns(tx, triggerId, state, from, pageSize)
      const ids = runs.map(({ id }) => id).sort((a, b) => a - b)
      if (ids.length > 0) await cancelByIds(tx, ids, now())
      return runs.at(-1)?.user_id
    })
    await nextTurn()
  }
}
