import type { NotificationReason } from '@inboxkit/protocol'
import type { OutsideChannel } from '../../channels/types.js'
import type { Engine } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { type Direct, startDeliveries } from '../deliveries/start.js'
import type { CategoryRow } from '../triggers/categories.js'
import { labelsOf } from '../triggers/contents.js'
import { type Delivery, type DeliveryContent, deliverItems } from '../triggers/deliver.js'
import { insertOutcomes, insertUserOutcomes, type NewOutcome } from '../triggers/outcomes.js'
import { type Sockets, tellAfterCommit } from '../triggers/telling.js'
import type { PageContext } from './page.js'
import type { RunPlan } from './plan.js'

/** What sending messages takes. */
export interface Sending {
  engine: Engine
  direct?: Direct
}

const categoryOf = ({ categoryOf: find }: PageContext, { context }: RunPlan): CategoryRow | undefined =>
  find(context.trigger.app_id, context.trigger.content.category)

/** Into the inbox. @returns users who were deleted meanwhile */
export const deliver = async (
  tx: Tx,
  sockets: Sockets,
  page: PageContext,
  plans: readonly RunPlan[],
  at: Date,
): Promise<Set<number>> => {
  const { items, contents } = itemsOf(page, plans)
  const userIds = [...new Set(items.map(({ userId }) => userId))]
  const triggerIds = [...new Set(items.map(({ triggerId }) => triggerId))]
  const told = sockets.hearing(userIds)
  const { gone, events, inserted } = await deliverItems(tx, items, contents, told, at)
  const left = plans.flatMap(({ run, left: own }) =>
    own.map((one) => ({ ...one, triggerId: run.trigger_id, userId: run.user_id })),
  )
  await noteOutcomes(tx, left, plans, at)
  const news = { count: inserted, acceptedAt: [] }
  tellAfterCommit(tx, sockets, { events, userIds, told, triggerIds, news })
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
          ...labelsOf(context.trigger.content),
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
export const sendOut = async (
  tx: Tx,
  { engine, direct }: Sending,
  page: PageContext,
  plans: readonly RunPlan[],
  at: Date,
): Promise<void> => {
  const items = plans.flatMap((plan) => {
    if (plan.messages.length === 0) return []
    const { trigger_id: triggerId, id: runId, user_id: userId, tenant_id: tenantId } = plan.run
    const category = categoryOf(page, plan)
    const [categoryId, isRequired] = [category?.id ?? null, category?.is_required ?? false]
    return plan.messages.map(({ step, channel, address, content, provider }) => ({
      step,
      channel,
      address,
      content,
      provider,
      triggerId,
      runId,
      userId,
      options: optionsOf(plan, channel),
      categoryId,
      isRequired,
      tenantId,
    }))
  })
  if (items.length === 0) return
  const refused = await startDeliveries(tx, engine, items, at, direct)
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
