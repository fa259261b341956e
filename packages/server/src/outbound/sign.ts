import { createHmac } from 'node:crypto'

const standardPrefix = 'whsec_'

/**
 * Headers by which a receiver knows that a body came from us and is fresh (Standard Webhooks, symmetric): `webhook-id`,
 * the same for every attempt, `webhook-timestamp` in seconds, and `webhook-signature: v1,<base64>`, the HMAC-SHA256 of
 * `id.timestamp.body`.
 * @param secret `whsec_` and base64, as that standard writes keys, or any other text, whose UTF-8 bytes are the key
 */
export const signHeaders = (secret: string, id: string, at: Date, body: string): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${id}.${timestamp}.${body}`, 'utf8')
    .digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith(standardPrefix)
    ? Buffer.from(secret.slice(standardPrefix.length), 'base64')
    : Buffer.from(secret, 'utf8')
