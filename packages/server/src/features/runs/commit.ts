import type { Tx } from '../../storage/db.js'
import type { Categories } from '../triggers/categories.js'
import { type Delivery, type DeliveryContent, deliverItems } from '../triggers/deliver.js'
import { insertUserOutcomes } from '../triggers/outcomes.js'
import { type Sockets, tellAfterCommit } from '../triggers/telling.js'
import type { RunPlan } from './plan.js'
import {
  type Advance,
  advanceRuns,
  findCancellations,
  lockReady,
  type RunRow,
  type RunTrigger,
} from './queries.js'
import { endOf } from './steps.js'

/** What the runs of a page have in common. */
export interface Shared {
  triggers: ReadonlyMap<number, RunTrigger>
  categoryOf: Categories
}

export interface Committing extends Sockets {
  now: () => Date
}

/** Everything that happens to some runs, at once: what was planned for those that are still ready, and not cancelled. */
export const commitPlans = async (
  tx: Tx,
  performing: Committing,
  shared: Shared,
  plans: readonly RunPlan[],
  gone: readonly RunRow[],
): Promise<void> => {
  const at = performing.now()
  const all = [...plans.map(({ run }) => run), ...gone]
  const locked = await lockReady(
    tx,
    all.map(({ id }) => id),
  )
  const steps = new Map(locked.map(({ id, step }) => [id, step]))
  const isHeld = ({ id, step }: RunRow): boolean => steps.get(id) === step
  const held = plans.filter(({ run }) => isHeld(run))
  const isCancelled = await readCancellations(tx, shared.triggers, held)
  const going = held.filter((plan) => !isCancelled(plan))
  const ended = [
    ...held.filter(isCancelled).map(({ run }) => endOfRun(run, 'cancelled', 'cancelled')),
    ...gone.filter(isHeld).map((run) => endOfRun(run, 'cancelled', 'user_deleted')),
  ]
  const removed = await deliver(tx, performing, shared, going, at)
  const advances = going.map((plan) =>
    removed.has(plan.run.user_id) ? endOfRun(plan.run, 'cancelled', 'user_deleted') : advanceOf(plan, at),
  )
  if (advances.length + ended.length > 0) await advanceRuns(tx, [...advances, ...ended], at)
}

const endOfRun = ({ id, step }: RunRow, state: 'cancelled' | 'failed', reason: string): Advance => ({
  runId: id,
  step,
  state,
  wakeAt: null,
  reason,
})

/** A delay is counted from here: the steps before it are finished now. */
const advanceOf = ({ run, nextStep, ending }: RunPlan, at: Date): Advance => {
  const next = { runId: run.id, step: nextStep, wakeAt: null, reason: null }
  if (ending === 'done') return { ...next, state: 'done' }
  if (ending === 'failed') return { ...next, step: nextStep - 1, state: 'failed', reason: 'render_failed' }
  return { ...next, state: 'waiting', wakeAt: endOf(ending.wait, at) ?? at }
}

const readCancellations = async (
  tx: Tx,
  triggers: ReadonlyMap<number, RunTrigger>,
  plans: readonly RunPlan[],
): Promise<(plan: RunPlan) => boolean> => {
  const cancellable = plans.filter(({ run }) => triggers.get(run.trigger_id)?.cancellation_key != null)
  if (cancellable.length === 0) return () => false
  const rows = await findCancellations(
    tx,
    [...new Set(cancellable.map(({ run }) => run.trigger_id))],
    [...new Set(cancellable.map(({ person }) => person.identifier))],
  )
  const names = new Set(rows.map(({ trigger_id, recipient }) => `${trigger_id}:${recipient}`))
  return ({ run, person }) =>
    names.has(`${run.trigger_id}:`) || names.has(`${run.trigger_id}:${person.identifier}`)
}

/** @returns users who were deleted meanwhile */
const deliver = async (
  tx: Tx,
  performing: Committing,
  shared: Shared,
  plans: readonly RunPlan[],
  at: Date,
): Promise<Set<number>> => {
  const { items, contents } = itemsOf(shared, plans)
  const userIds = [...new Set(items.map(({ userId }) => userId))]
  const told = userIds.filter(performing.isConnected)
  const { gone, events } = await deliverItems(tx, items, contents, told, at)
  await insertUserOutcomes(
    tx,
    plans.flatMap(({ run, left }) =>
      left.map((one) => ({ ...one, triggerId: run.trigger_id, userId: run.user_id })),
    ),
    at,
  )
  tellAfterCommit(tx, performing, events, userIds, told)
  return new Set(gone.map(({ userId }) => userId))
}

/** Words that come out the same for several are one content. */
const itemsOf = (
  { triggers, categoryOf }: Shared,
  plans: readonly RunPlan[],
): { items: Delivery[]; contents: DeliveryContent[] } => {
  const items: Delivery[] = []
  const contents: DeliveryContent[] = []
  const places = new Map<string, number>()
  for (const { run, sends } of plans)
    for (const { step, words } of sends) {
      const key = `${run.trigger_id}:${JSON.stringify(words)}`
      const place = places.get(key) ?? contents.length
      if (place === contents.length) {
        places.set(key, place)
        const trigger = triggers.get(run.trigger_id)
        const category = trigger && categoryOf(trigger.app_id, trigger.content.category)
        contents.push({
          ...words,
          data: trigger?.content.data ?? null,
          categoryId: category?.id ?? null,
          isRequired: category?.is_required ?? false,
        })
      }
      items.push({ triggerId: run.trigger_id, step, userId: run.user_id, content: place })
    }
  return { items, contents }
}

/** Ends a run that can never go on. */
export const failRun = async (tx: Tx, run: RunRow, at: Date): Promise<void> => {
  const [held] = await lockReady(tx, [run.id])
  if (held) await advanceRuns(tx, [endOfRun(run, 'failed', 'failed')], at)
}
