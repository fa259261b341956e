import type { QuietDay, QuietHours, QuietSchedule, QuietSpan } from '@inboxkit/protocol'
import { z } from 'zod'
import { isTimeZone } from './local-time.js'
import { days, leavesSomeTime } from './schedule.js'

const mostSpans = 10
const clock = /^([01]\d|2[0-3]):[0-5]\d$/

const span: z.ZodType<QuietSpan> = z.strictObject({
  from: z.string().regex(clock, 'must be a time of day from 00:00 to 23:59').describe('`HH:MM`'),
  to: z
    .string()
    .refine((text) => clock.test(text) || text === '24:00', 'must be a time of day from 00:00 to 24:00')
    .describe('`HH:MM` up to 24:00; no later than `from` = on the next day'),
})

const spansByDay = Object.fromEntries(
  days.map((day) => [day, z.array(span).max(mostSpans).optional()]),
) as Record<QuietDay, z.ZodOptional<z.ZodArray<typeof span>>>

const schedule = z.strictObject(spansByDay) as z.ZodType<QuietSchedule>

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Berlin')
  .nullable()
  .describe('An IANA name; null = the profile’s `timeZone`, or UTC')

export const quietHoursBody = z.object({
  timeZone: timeZone.default(null),
  schedule: schedule
    .refine(leavesSomeTime, 'must leave some time of the week; to hear nothing at all, turn channels off')
    .describe('By the day on which a span begins'),
  enabled: z.boolean().default(true),
})

export const quietHoursShape: z.ZodType<QuietHours> = z
  .object({ timeZone: z.string().nullable(), schedule, enabled: z.boolean() })
  .meta({ id: 'QuietHours' })
