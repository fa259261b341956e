import type { NotificationReason } from '@inboxkit/protocol'
import type { OutsideChannel } from '../../channels/types.js'
import type { Engine } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { joinBuckets } from '../batches/service.js'
import { startDeliveries } from '../deliveries/start.js'
import { recheckQueue } from '../events/service.js'
import { passThrottles } from '../throttles/service.js'
import type { CategoryRow } from '../triggers/categories.js'
import { type Delivery, type DeliveryContent, deliverItems } from '../triggers/deliver.js'
import { insertOutcomes, insertUserOutcomes, type NewOutcome } from '../triggers/outcomes.js'
import { type Sockets, tellAfterCommit } from '../triggers/telling.js'
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
import { fetchQueue, runQueue } from './start.js'
import { updateItems } from './updates.js'

export interface Committing extends Sockets {
  engine: Engine
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
  const removed = await deliver(tx, performing, page, alive, at)
  const isRemoved = ({ run }: RunPlan): boolean => removed.has(run.user_id)
  const going = alive.filter((plan) => !isRemoved(plan))
  await sendOut(tx, performing, page, going, at)
  await updateItems(tx, performing, going)
  const advances = [
    ...held.filter(isCancelled).map(({ run }) => endOfRun(run, 'cancelled', 'cancelled')),
    ...gone.filter(isHeld).map((run) => endOfRun(run, 'cancelled', 'user_deleted')),
    ...alive.filter(isRemoved).map(({ run }) => endOfRun(run, 'cancelled', 'user_deleted')),
    ...(await advancesOf(tx, going, at)),
  ]
  if (advances.length > 0) await advanceRuns(tx, advances, at)
  await goOn(tx, performing.engine, going, advances, at)
}

const endOfRun = ({ id, step }: RunRow, state: 'cancelled' | 'failed', reason: string): Advance => ({
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
  const joining = plans.flatMap(({ run, ending, nextStep }) => {
    if (ending.kind !== 'batch') return []
    const { kind: _, ...terms } = ending
    return [
      {
        runId: run.id,
        userId: run.user_id,
        workflowVersionId: run.workflow_version_id ?? ownOf(run),
        step: nextStep,
        tenantId: run.tenant_id,
        ...terms,
      },
    ]
  })
  const full = joining.length === 0 ? [] : await joinBuckets(tx, joining, at)
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

const categoryOf = ({ categoryOf: find }: PageContext, { context }: RunPlan): CategoryRow | undefined =>
  find(context.trigger.app_id, context.trigger.content.category)

/** Into the inbox. @returns users who were deleted meanwhile */
const deliver = async (
  tx: Tx,
  performing: Committing,
  page: PageContext,
  plans: readonly RunPlan[],
  at: Date,
): Promise<Set<number>> => {
  const { items, contents } = itemsOf(page, plans)
  const userIds = [...new Set(items.map(({ userId }) => userId))]
  const told = userIds.filter(performing.isConnected)
  const { gone, events } = await deliverItems(tx, items, contents, told, at)
  const left = plans.flatMap(({ run, left: own }) =>
    own.map((one) => ({ ...one, triggerId: run.trigger_id, userId: run.user_id })),
  )
  await noteOutcomes(tx, left, plans, at)
  tellAfterCommit(tx, performing, events, userIds, told)
  return new Set(gone.map(({ userId }) => userId))
}

/** Transient recipients are nobody's users: they are called as the trigger calls them. */
const noteOutcomes = async (
  tx: Tx,
  outcomes: readonly (NewOutcome & { userId: number })[],
  plans: readonly RunPlan[],
  at: Date,
): Promise<void> => {
  await insertUserOutcomes(
    tx,
    outcomes.filter(({ userId }) => userId > 0),
    at,
  )
  const transients = outcomes.filter(({ userId }) => userId < 0)
  if (transients.length === 0) return
  const names = new Map(plans.map(({ run, context }) => [run.user_id, context.person.identifier]))
  await insertOutcomes(
    tx,
    transients.map((one) => ({ ...one, recipient: names.get(one.userId) ?? '' })),
    at,
  )
}

/** Words that come out the same for several are one content. */
const itemsOf = (
  page: PageContext,
  plans: readonly RunPlan[],
): { items: Delivery[]; contents: DeliveryContent[] } => {
  const items: Delivery[] = []
  const contents: DeliveryContent[] = []
  const places = new Map<string, number>()
  for (const plan of plans) {
    const { run, context, sends } = plan
    for (const { step, words } of sends) {
      const key = `${run.trigger_id}:${run.tenant_id}:${JSON.stringify(words)}`
      const place = places.get(key) ?? contents.length
      if (place === contents.length) {
        places.set(key, place)
        const category = categoryOf(page, plan)
        contents.push({
          ...words,
          data: context.trigger.content.data,
          categoryId: category?.id ?? null,
          isRequired: category?.is_required ?? false,
          tenantId: run.tenant_id,
          reason: reasonOf(plan),
        })
      }
      items.push({ triggerId: run.trigger_id, step, userId: run.user_id, content: place })
    }
  }
  return { items, contents }
}

/** A send's own workflow goes by its name, if it has one. */
const reasonOf = ({ context }: RunPlan): NotificationReason | null => {
  const workflow = context.workflow?.identifier ?? context.trigger.content.name
  return workflow === undefined ? null : { workflow }
}

/** To everybody but the inbox. */
const sendOut = async (
  tx: Tx,
  { engine }: Committing,
  page: PageContext,
  plans: readonly RunPlan[],
  at: Date,
): Promise<void> => {
  const items = plans.flatMap((plan) => {
    const category = categoryOf(page, plan)
    return plan.messages.map((message) => ({
      ...message,
      triggerId: plan.run.trigger_id,
      runId: plan.run.id,
      userId: plan.run.user_id,
      options: optionsOf(plan, message.channel),
      categoryId: category?.id ?? null,
      isRequired: category?.is_required ?? false,
      tenantId: plan.run.tenant_id,
    }))
  })
  if (items.length === 0) return
  const refused = await startDeliveries(tx, engine, items, at)
  // One outcome for a channel, however many addresses it has.
  const outcomes = new Map(
    refused.map(({ item: { triggerId, userId, step, channel }, reason }) => [
      `${triggerId}:${userId}:${step}:${channel}`,
      { triggerId, userId, step, channel, reason },
    ]),
  )
  await noteOutcomes(tx, [...outcomes.values()], plans, at)
}

const optionsOf = ({ context }: RunPlan, channel: OutsideChannel): Record<string, unknown> =>
  context.trigger.content.override?.channel?.[channel] ?? {}

/** Ends a run that can never go on. */
export const failRun = async (tx: Tx, run: RunRow, at: Date): Promise<void> => {
  const [held] = await lockRuns(tx, [run.id], 'ready')
  if (held) await advanceRuns(tx, [endOfRun(run, 'failed', 'failed')], at)
}
