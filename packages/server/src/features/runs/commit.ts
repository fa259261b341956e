import type { Engine } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { joinBuckets } from '../batches/service.js'
import { asChosen } from '../digests/service.js'
import { recheckQueue } from '../events/service.js'
import { passThrottles } from '../throttles/service.js'
import type { Sockets } from '../triggers/telling.js'
import { endOf } from './fill.js'
import type { PageContext } from './page.js'
import type { RunPlan } from './plan.js'
import {
  type Advance,
  advanceRuns,
  findCancellations,
  lockRuns,
  type RunRow,
  type TrailEntry,
} from './queries.js'
import { deliver, type Sending, sendOut } from './sending.js'
import { fetchQueue, runQueue } from './start.js'
import { updateItems } from './updates.js'

export interface Committing extends Sockets, Sending {
  now: () => Date
}

/** Everything that happens to some runs, at once: what was planned for those that are still ready, and not cancelled. */
export const commitPlans = async (
  tx: Tx,
  performing: Committing,
  page: PageContext,
  plans: readonly RunPlan[],
  gone: readonly RunRow[],
): Promise<void> => {
  const at = performing.now()
  const all = [...plans.map(({ run }) => run), ...gone]
  const locked = await lockRuns(
    tx,
    all.map(({ id }) => id),
    'ready',
  )
  const steps = new Map(locked.map(({ id, step }) => [id, step]))
  const isHeld = ({ id, step }: RunRow): boolean => steps.get(id) === step
  const held = plans.filter(({ run }) => isHeld(run))
  const isCancelled = await readCancellations(tx, held)
  const alive = held.filter((plan) => !isCancelled(plan))
  const ended = [
    ...held.filter(isCancelled).map(({ run }) => endOfRun(run, 'cancelled', 'cancelled')),
    ...gone.filter(isHeld).map((run) => endOfRun(run, 'cancelled', 'user_deleted')),
  ]
  await carryOut(tx, performing, page, alive, at, async (advances) => {
    const all = [...ended, ...advances]
    if (all.length > 0) await advanceRuns(tx, all, at)
  })
}

/**
 * What was planned for runs that the caller holds, or is about to make.
 * @param write writes where they are then; whoever needs them in their new places comes after it
 */
export const carryOut = async (
  tx: Tx,
  performing: Committing,
  page: PageContext,
  plans: readonly RunPlan[],
  at: Date,
  write: (advances: readonly Advance[]) => Promise<void>,
): Promise<void> => {
  const removed = await deliver(tx, performing, page, plans, at)
  const isRemoved = ({ run }: RunPlan): boolean => removed.has(run.user_id)
  const going = plans.filter((plan) => !isRemoved(plan))
  await sendOut(tx, performing, page, going, at)
  await updateItems(tx, performing, going, at)
  const advances = [
    ...plans.filter(isRemoved).map(({ run }) => endOfRun(run, 'cancelled', 'user_deleted')),
    ...(await advancesOf(tx, going, at)),
  ]
  await write(advances)
  await goOn(tx, performing.engine, going, advances, at)
}

export const endOfRun = ({ id, step }: RunRow, state: 'cancelled' | 'failed', reason: string): Advance => ({
  runId: id,
  step,
  state,
  wakeAt: null,
  waitEvent: null,
  reason,
  trail: [],
})

/** A send's own steps collect and count by themselves: below 0, where no published workflow is. */
const ownOf = ({ trigger_id }: RunRow): number => -trigger_id

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

/** Delays are counted from here: the steps before them are finished now. */
const advancesOf = async (tx: Tx, plans: readonly RunPlan[], at: Date): Promise<Advance[]> => {
  const isLetThrough = await readThrottles(tx, plans, at)
  return plans.map((plan) => {
    const { run, nextStep, ending, vars, trail } = plan
    const next = { runId: run.id, step: nextStep, wakeAt: null, waitEvent: null, reason: null, vars, trail }
    switch (ending.kind) {
      case 'done':
        return { ...next, state: 'done', reason: ending.reason }
      case 'failed':
        return { ...next, state: 'failed', reason: ending.reason }
      case 'wait':
        return { ...next, state: 'waiting', wakeAt: endOf(ending.wait, at) ?? at }
      case 'event':
        return { ...next, state: 'waiting', wakeAt: later(at, ending.seconds), waitEvent: ending.event }
      case 'fetch':
        return { ...next, state: 'fetching' }
      case 'batch':
        return { ...next, state: 'collecting' }
      case 'throttle': {
        const isThrough = isLetThrough.get(plan) ?? false
        const entry: TrailEntry = [nextStep, isThrough ? 'let through' : 'throttled', null, at.getTime()]
        const noted = { ...next, trail: [...trail, entry] }
        return isThrough
          ? { ...noted, state: 'ready', step: nextStep + 1 }
          : { ...noted, state: 'done', reason: 'throttled' }
      }
    }
  })
}

const readThrottles = async (tx: Tx, plans: readonly RunPlan[], at: Date): Promise<Map<RunPlan, boolean>> => {
  const asking = plans.flatMap((plan) => {
    const { ending, context, run, nextStep } = plan
    if (ending.kind !== 'throttle') return []
    const { key, limit, perSeconds } = ending
    const workflowId = context.workflow?.id ?? ownOf(run)
    const asked = {
      workflowId,
      step: nextStep,
      userId: run.user_id,
      tenantId: run.tenant_id,
      key,
      limit,
      perSeconds,
    }
    return [{ plan, asked }]
  })
  if (asking.length === 0) return new Map()
  const passed = await passThrottles(
    tx,
    asking.map(({ asked }) => asked),
    at,
  )
  return new Map(asking.map(({ plan }, nth) => [plan, passed[nth] ?? false]))
}

/** Whoever needs no wait is handed on: to its batch, to whoever fetches, and to the next page. */
const goOn = async (
  tx: Tx,
  engine: Engine,
  plans: readonly RunPlan[],
  advances: readonly Advance[],
  at: Date,
): Promise<void> => {
  const joining = plans.flatMap(({ run, context, ending, nextStep }) => {
    if (ending.kind !== 'batch') return []
    const { kind: _, ...terms } = ending
    return [
      {
        workflowId: context.workflow?.id ?? null,
        runId: run.id,
        userId: run.user_id,
        workflowVersionId: run.workflow_version_id ?? ownOf(run),
        step: nextStep,
        tenantId: run.tenant_id,
        ...terms,
      },
    ]
  })
  const full = joining.length === 0 ? [] : await joinBuckets(tx, await asChosen(tx, joining), at)
  const idsOf = (state: Advance['state']): number[] =>
    advances.filter((one) => one.state === state).map(({ runId }) => runId)
  const ready = [...idsOf('ready'), ...full]
  if (ready.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds: ready } }])
  const fetching = idsOf('fetching')
  if (fetching.length > 0) await engine.enqueue(tx, fetchQueue, [{ data: { runIds: fetching } }])
  const expecting = advances.filter(({ waitEvent }) => waitEvent !== null).map(({ runId }) => runId)
  if (expecting.length > 0) await engine.enqueue(tx, recheckQueue, [{ data: { runIds: expecting } }])
}

const readCancellations = async (tx: Tx, plans: readonly RunPlan[]): Promise<(plan: RunPlan) => boolean> => {
  if (plans.length === 0) return () => false
  const rows = await findCancellations(
    tx,
    [...new Set(plans.map(({ run }) => run.trigger_id))],
    [...new Set(plans.map(({ context }) => context.person.identifier))],
  )
  const names = new Set(rows.map(({ trigger_id, recipient }) => `${trigger_id}:${recipient}`))
  return ({ run, context }) =>
    names.has(`${run.trigger_id}:`) || names.has(`${run.trigger_id}:${context.person.identifier}`)
}

/** Ends a run that can never go on. */
export const failRun = async (tx: Tx, run: RunRow, at: Date): Promise<void> => {
  const [held] = await lockRuns(tx, [run.id], 'ready')
  if (held) await advanceRuns(tx, [endOfRun(run, 'failed', 'failed')], at)
}
