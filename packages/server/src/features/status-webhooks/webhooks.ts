import { randomBytes } from 'node:crypto'
import type { AppWebhook, AppWebhookChange, StatusEventType } from '@inboxkit/protocol'
import { seal } from '../../auth/encryption.js'

export const statusEventTypes = [
  'delivery.sent',
  'delivery.failed',
  'delivery.held',
] as const satisfies readonly StatusEventType[]

/** As an app's settings keep it. */
export interface Webhook {
  url: string
  sealed: string
  /** Absent = all. */
  events?: readonly StatusEventType[]
}

/** As the standard writes keys (Standard Webhooks): 32 bytes. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/**
 * The webhooks that an app is to have. One that it has keeps its secret unless another is given; one without is given
 * one, which is told here, once.
 */
export const changeWebhooks = (
  encryptionKey: Buffer,
  before: readonly Webhook[],
  given: readonly AppWebhookChange[],
): { stored: Webhook[]; shown: AppWebhook[] } => {
  const stored: Webhook[] = []
  const shown: AppWebhook[] = []
  for (const { url, secret, events } of given) {
    const known = before.find((one) => one.url === url)
    const made = secret === undefined && !known ? newSecret() : undefined
    const key = secret ?? made
    const rest = events ? { events: [...new Set(events)] } : {}
    stored.push({
      url,
      sealed: key === undefined ? (known?.sealed ?? '') : seal(encryptionKey, key),
      ...rest,
    })
    shown.push({ ...shownWebhook({ url, ...rest }), ...(made === undefined ? {} : { secret: made }) })
  }
  return { stored, shown }
}

export const shownWebhook = ({ url, events }: Pick<Webhook, 'url' | 'events'>): AppWebhook => ({
  url,
  events: [...(events ?? statusEventTypes)],
})
