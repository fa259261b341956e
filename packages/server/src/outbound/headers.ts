import { validateHeaderName, validateHeaderValue } from 'node:http'
import { OutboundFailure } from './types.js'

export type Headers = Readonly<Record<string, string>>

/** How a message is framed and where it goes is decided here and not by whoever names headers. */
const ours: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** What another origin may be told; anything else may be a secret, whatever its name. */
const harmless: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-language',
  'content-type',
  'user-agent',
])

/** Headers by lower-case name. @throws OutboundFailure for one that is malformed or not the caller's to set */
export const checkHeaders = (given: Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const lower = name.toLowerCase()
      if (ours.has(lower) || lower.startsWith('proxy-'))
        throw new OutboundFailure('refused', `The header ${lower} cannot be set`)
      try {
        validateHeaderName(name)
        validateHeaderValue(name, value)
      } catch {
        // The value may be a secret, and the name may hold anything: neither is repeated.
        throw new OutboundFailure('refused', 'A header holds characters that headers cannot have')
      }
      return [lower, value]
    }),
  )

export const withoutSecretHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name)))

export const withoutBodyHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')))
