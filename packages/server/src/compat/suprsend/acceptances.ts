import { type ChannelId, channelIds, Problem, type Step } from '@inboxkit/protocol'
import { createCategory } from '../../features/categories/service.js'
import type { IdempotencyKey } from '../../features/idempotency/service.js'
import { findTemplate, parseTemplateName } from '../../features/templates/service.js'
import type { Acceptance } from '../../features/triggers/accept.js'
import { toAcceptance } from '../../features/triggers/acceptance.js'
import type { Content } from '../../features/triggers/contents.js'
import { findUserIds } from '../../features/users/service.js'
import type { Db } from '../../storage/db.js'
import { type Given, toActor, toStored } from './recipients.js'
import type { DynamicBody, TriggerBody } from './schemas.js'

/** Where a record is accepted. */
export interface Accepting {
  db: Db
  appId: number
  at: Date
  /** An app's categories are others. */
  categoriesChanged: (appId: number) => void
}

/** All ways to trigger share their keys, and what comes with a key makes no difference. */
export const keyOf = (appId: number, key: string): IdempotencyKey => ({
  appId,
  principal: 'suprsend',
  method: 'POST',
  path: '/trigger',
  key,
  bodyHash: 'any',
})

const idempotencyOf = (appId: number, key: string | null): IdempotencyKey | null =>
  key === null ? null : keyOf(appId, key)

type Data = TriggerBody['data']

const dataOf = ({ $attachments, ...data }: Data): Pick<Content, 'data' | 'attachments'> => ({
  data: Object.keys(data).length > 0 ? data : null,
  ...($attachments && $attachments.length > 0 ? { attachments: $attachments } : {}),
})

const storedOf = ({ db, appId }: Accepting, given: readonly Given[], field: string) =>
  toStored(given, field, async (names) => new Set((await findUserIds(db, appId, names)).keys()))

/** A record for a published workflow. @throws Problem `invalid_request` */
export const toWorkflowTrigger = async (accepting: Accepting, body: TriggerBody): Promise<Acceptance> => {
  const { workflow, recipients: given, actor, data, tenant_id: tenant } = body
  const { appId, at } = accepting
  const { recipients, ...people } = await storedOf(accepting, given, 'recipients')
  const cancellation = body.cancellation_key === null ? {} : { cancellationKey: body.cancellation_key }
  const base = toAcceptance(
    { notification: { workflow: { identifier: workflow, ...cancellation } }, sendTo: { recipients } },
    appId,
    at,
  )
  return {
    ...base,
    content: {
      ...base.content,
      ...dataOf(data),
      ...people,
      ...(actor ? { actor: toActor(actor) } : {}),
      ...(tenant === null ? {} : { tenant }),
    },
    idempotency: idempotencyOf(appId, body.$idempotency_key),
  }
}

/** A record that brings its workflow along: it waits if it is to, then it sends a template. */
export const toDynamicTrigger = async (accepting: Accepting, body: DynamicBody): Promise<Acceptance> => {
  const { name, template, notification_category: category, trigger_at: startAt } = body
  const { db, appId, at } = accepting
  const { recipients, ...people } = await storedOf(accepting, body.users, 'users')
  const tenant = body.tenant_id ?? body.brand_id
  if (category === requiredCategory) await ensureRequiredCategory(accepting)
  const base = toAcceptance(
    {
      notification: { templateIdentifier: template, category },
      sendTo: { recipients },
      ...(startAt ? { sendAt: startAt.toISOString() } : {}),
    },
    appId,
    at,
  )
  return {
    ...base,
    content: {
      ...base.content,
      ...dataOf(body.data),
      ...people,
      name,
      steps: stepsOf(body, await channelsOf(db, appId, template)),
      ...(tenant === null ? {} : { tenant }),
    },
    idempotency: idempotencyOf(appId, body.$idempotency_key),
  }
}

/** One of the vendor's three: what it is about cannot be turned off. */
const requiredCategory = 'system'

const ensureRequiredCategory = async ({ db, appId, at, categoriesChanged }: Accepting): Promise<void> => {
  try {
    await createCategory(
      db,
      appId,
      { identifier: requiredCategory, name: requiredCategory, isRequired: true },
      at,
      categoriesChanged,
    )
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'already_exists') throw cause
  }
}

/** Whether there is the template is found out where the trigger is written. */
const channelsOf = async (db: Db, appId: number, template: string): Promise<ChannelId[]> => {
  const name = parseTemplateName(template)
  const found = name ? await findTemplate(db, appId, name) : undefined
  const texts = found?.channels ?? {}
  return channelIds.filter((channel) => channel in texts)
}

const defaultTimeToLive = 3600

const stepsOf = ({ template, delay, delivery }: DynamicBody, channels: readonly ChannelId[]): Step[] => {
  const wait: Step[] = delay ? [{ type: 'delay', for: delay }] : []
  if (!delivery?.smart) return [...wait, { type: 'send', template, channels }]
  const mandatory = (delivery.mandatory_channels ?? []).filter((channel) => channels.includes(channel))
  return [
    ...wait,
    {
      type: 'smart',
      template,
      channels,
      success: delivery.success ?? 'seen',
      timeToLive: delivery.time_to_live || defaultTimeToLive,
      ...(mandatory.length > 0 ? { mandatoryChannels: mandatory } : {}),
    },
  ]
}
