import { createHash, createHmac } from 'node:crypto'
import { isLiveSecret } from '../../auth/signatures.js'

/** What a signature covers of a request, each part exactly as it was sent (contract, section 3.1). */
export interface SignedRequest {
  method: string
  /** No bytes = no body. */
  body: Buffer
  contentType: string
  date: string
  /** Path and query as the client wrote them. */
  uri: string
}

/** MD5 is the vendor's choice; what protects the body is the HMAC over it. */
const bodyDigest = (body: Buffer): string =>
  body.length === 0 ? '' : createHash('md5').update(body).digest('hex')

/** Base64 of the HMAC-SHA256 over method, digest of the body, content type, date and URI, a line each. */
export const sign = ({ method, body, contentType, date, uri }: SignedRequest, secret: string): string =>
  createHmac('sha256', secret)
    .update([method, bodyDigest(body), contentType, date, uri].join('\n'), 'utf8')
    .digest('base64')

/** Whether one of the secrets made a signature; takes as long whichever it is. */
export const isSigned = (request: SignedRequest, signature: string, secrets: readonly string[]): boolean =>
  isLiveSecret(
    signature,
    secrets.map((secret) => sign(request, secret)),
  )

/** How far a signed request's date may be from now, either way. The vendor names no figure. */
export const dateSkewMs = 15 * 60_000

const rfc1123 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/** Whether a `Date` header, in either of the forms that clients send, is of now. */
export const isRecent = (date: string, now: Date): boolean => {
  if (!rfc1123.test(date) && !iso.test(date)) return false
  const at = Date.parse(date)
  return Number.isFinite(at) && Math.abs(at - now.getTime()) <= dateSkewMs
}
