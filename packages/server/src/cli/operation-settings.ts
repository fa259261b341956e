import { z } from 'zod'
import type { MetricsAddress } from '../telemetry/listen.js'
import type { Setting } from './settings.js'

/** What operators set: what is told of a server, and how long things are kept. */
export interface OperationValues {
  metrics: MetricsAddress | 'off'
  retentionDays: number
  notificationDays: number
}

const highestPort = 65_535

/** A port, or an address and a port; IPv6 in brackets. */
const metricsAddress = z
  .string()
  .regex(/^(?:(?:\[[\da-f:.]+\]|[\w.-]+):)?\d{1,5}$/i)
  .transform((text): MetricsAddress => {
    const at = text.lastIndexOf(':')
    const host = at < 0 ? '127.0.0.1' : text.slice(0, at).replace(/^\[|\]$/g, '')
    return { host, port: Number(text.slice(at + 1)) }
  })
  .refine(({ port }) => port <= highestPort)

const days = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .refine((count) => count >= 1 && count <= 3650)
const daysRule = 'a whole number of days from 1 to 3650'

export const operationSettings: { [Name in keyof OperationValues]: Setting<OperationValues[Name]> } = {
  metrics: {
    flag: '--metrics',
    variable: 'INBOXKIT_METRICS',
    takes: 'port',
    about:
      'answer /metrics for Prometheus at a port of its own, on 127.0.0.1 unless an address stands before it (default off)',
    allowed: 'off, a port, or an address and a port such as 0.0.0.0:9464',
    schema: z.union([z.literal('off'), metricsAddress]),
  },
  retentionDays: {
    flag: '--retention-days',
    variable: 'INBOXKIT_RETENTION_DAYS',
    takes: 'days',
    about: 'how long requests that are over are kept, with their runs and deliveries (default 30)',
    allowed: daysRule,
    schema: days,
  },
  notificationDays: {
    flag: '--notification-days',
    variable: 'INBOXKIT_NOTIFICATION_DAYS',
    takes: 'days',
    about: 'how long notifications stay in the inbox (default for ever)',
    allowed: daysRule,
    schema: days,
  },
}
