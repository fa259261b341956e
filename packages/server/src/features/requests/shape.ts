import type {
  RequestAnswer,
  RequestRecipient,
  RequestRun,
  RequestSummary,
  RunEntry,
  UserActivity,
} from '@inboxkit/protocol'
import { z } from 'zod'
import { optional, pageLimit } from '../../wire/query.js'
import { instant, pageOf, wireId } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'

const cursor = optional(z.string().max(500).describe('`nextCursor` of the page before'))

export const requestParams = z.object({ requestId: z.uuid().describe('What the send was answered with') })
export const requestQuery = z.object({
  limit: pageLimit,
  cursor,
  runsCursor: optional(z.string().max(500).describe('`nextCursor` of the page of runs before')),
})
export const activityQuery = z.object({
  limit: pageLimit,
  cursor,
  userIdentifier: optional(identifier.describe('Only what became of sends for this user')),
})

const recipient = {
  identifier: z.string(),
  channel: z.string(),
  step: z.int().nullable().describe('Its place in the workflow, from 0; null without a workflow'),
  outcome: z.enum(['delivered', 'skipped', 'waiting', 'cancelled', 'failed']),
  reason: z
    .string()
    .nullable()
    .describe(
      'unknown_recipient, preference_off, channel_not_chosen, no_address, cancelled or render_failed, or what the provider made of it; quiet_hours while it is held; null = it arrived or waits for a step',
    ),
  at: instant.nullable().describe('null = it is yet to happen'),
  notificationId: wireId.nullable(),
  seenAt: instant.nullable(),
  readAt: instant.nullable(),
}

const summary = {
  requestId: z.uuid(),
  state: z
    .enum(['scheduled', 'accepted', 'delivering', 'waiting', 'done', 'cancelled'])
    .describe('`scheduled` waits for `sendAt`; `waiting` for a step of the workflow'),
  acceptedAt: instant,
  sendAt: instant.nullable(),
  workflow: z.object({ identifier: z.string(), version: z.int() }).nullable(),
  category: z.string().nullable(),
  counts: z
    .object({
      delivered: z.int().describe('It is in their inbox, or a provider took it'),
      skipped: z.int().describe('They turned it off, have no address, or are not known'),
      waiting: z.int().describe('A step is yet to come'),
      cancelled: z.int(),
      failed: z.int().describe('Their texts could not be filled in, or no provider could carry them'),
    })
    .meta({ id: 'RequestCounts' })
    .describe('Recipients; in a workflow one of them may have got one step and wait for another'),
}

const recipientShape: z.ZodType<RequestRecipient> = z.object(recipient).meta({ id: 'RequestRecipient' })
const summaryShape: z.ZodType<RequestSummary> = z.object(summary).meta({ id: 'RequestSummary' })
const userActivityShape: z.ZodType<UserActivity> = z
  .object({ ...recipient, requestId: z.uuid() })
  .meta({ id: 'UserActivity' })

const entryShape: z.ZodType<RunEntry> = z
  .object({
    at: instant,
    step: z.int().describe('Its place among what the workflow does, from 0'),
    path: z.string().describe('Where that stands in the definition, such as `steps[2].then[0]`'),
    id: z.string().nullable(),
    what: z
      .string()
      .describe(
        'delivered, sent, pending, failed, cancelled, skipped, or what the step decided, in a few words',
      ),
    channel: z.string().nullable(),
    reason: z.string().nullable().describe('Such as `seen in the inbox after 42 s` or `preference_off`'),
    notificationId: wireId.nullable(),
    attempts: z
      .array(z.record(z.string(), z.unknown()))
      .describe('What providers were asked, and how they answered'),
  })
  .meta({ id: 'RunEntry' })

const runShape: z.ZodType<RequestRun> = z
  .object({
    recipient: z.string(),
    state: z.enum(['ready', 'waiting', 'collecting', 'fetching', 'done', 'cancelled', 'failed']),
    reason: z.string().nullable(),
    wakesAt: instant.nullable().describe('When it goes on by itself'),
    startedAt: instant,
    endedAt: instant.nullable(),
    timeline: z.array(entryShape),
  })
  .meta({ id: 'RequestRun' })

export const requestShape: z.ZodType<RequestAnswer> = z
  .object({
    ...summary,
    recipients: pageOf(recipientShape),
    runs: pageOf(runShape).describe(
      'Of sends with steps: what happened in the runs of up to 20 recipients, and why',
    ),
  })
  .meta({ id: 'Request' })

export const activityShape = z.object({
  data: z.array(z.union([userActivityShape, summaryShape])),
  nextCursor: z.string().nullable(),
})
