import { z } from 'zod'
import { parseSpan } from '../../features/workflows/span.js'
import { attachments } from './attachments.js'
import { channelList } from './channels.js'
import { recipient } from './recipients.js'

/** Most recipients of one record. */
export const mostRecipients = 100

const people = z.array(recipient).min(1).max(mostRecipients)

/** A text that says nothing is as good as none. */
export const optionalText = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .nullish()
    .transform((text) => text || null)

const data = z
  .looseObject({ $attachments: attachments.nullish() })
  .nullish()
  .transform((given) => given ?? { $attachments: null })

const common = {
  data,
  tenant_id: optionalText(64),
  $idempotency_key: optionalText(255),
}

/** One record of `POST /trigger/` (contract, section 4). What it does not name is not looked at. */
export const triggerBody = z.object({
  ...common,
  workflow: z.string().trim().min(1).max(255),
  recipients: people,
  actor: recipient.nullish(),
  cancellation_key: optionalText(255),
})
export type TriggerBody = z.output<typeof triggerBody>

const spanRule = 'must be whole seconds, or a span such as 1d2h30m10s, of at most a year'

/** Seconds; nothing to wait for is 0. */
const span = z.union([z.string(), z.number()]).transform((given, context) => {
  const text = typeof given === 'string' ? given.trim() : given
  if (text === 0 || text === '' || /^(0[dhms]?)+$/.test(String(text))) return 0
  const seconds = parseSpan(text)
  if (seconds !== null) return seconds
  context.addIssue({ code: 'custom', message: spanRule })
  return z.NEVER
})

/** ISO 8601; without an offset it is UTC. */
const moment = z.string().transform((given, context) => {
  const text = given.trim()
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`
  const isMoment = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(at)
  if (isMoment && !Number.isNaN(Date.parse(at))) return new Date(at)
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 date and time' })
  return z.NEVER
})

const delivery = z.object({
  smart: z.boolean().nullish(),
  success: z.enum(['delivered', 'seen', 'interaction']).nullish(),
  time_to_live: span.nullish(),
  mandatory_channels: channelList.nullish(),
})

/** One record of `POST /{workspace_key}/trigger/`: a workflow of its own (contract, section 5). */
export const dynamicBody = z.object({
  ...common,
  name: z.string().trim().min(2).max(255),
  template: z.string().trim().min(2).max(255),
  notification_category: z.string().trim().min(2).max(255),
  users: people,
  delay: span.nullish(),
  trigger_at: moment.nullish(),
  delivery: delivery.nullish(),
  brand_id: optionalText(64),
})
export type DynamicBody = z.output<typeof dynamicBody>
