import { z } from 'zod'
import { hasHoles, saying, stepId } from './field-schemas.js'

const mostHeaders = 50

/** RFC 9110, section 5.1. */
const headerName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i

/** They belong to the connection, or follow from the rest. */
const notTheirs = new Set([
  'connection',
  'content-length',
  'host',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const sayUrl = (url: string): string | null => {
  const said = 'must be an http: or https: address'
  if (hasHoles(url)) return /^(?:https?:\/\/|\{\{)/i.test(url) ? null : said
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? null : said
}

const sayHeaders = (headers: Readonly<Record<string, string>>): string | null => {
  const names = Object.keys(headers)
  if (names.length > mostHeaders) return `must have at most ${mostHeaders} headers`
  for (const name of names) {
    const shown = name.slice(0, 100)
    if (!headerName.test(name)) return `must have names of headers, not ${shown}`
    if (notTheirs.has(name.toLowerCase())) return `must not set ${shown}`
    if (/[\r\n]/.test(headers[name] ?? '')) return `must have values in one line: ${shown} has several`
  }
  return null
}

/** A call to somebody else's server. */
export const fetchStep = z
  .strictObject({
    type: z.literal('fetch'),
    id: stepId,
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    url: z.string().max(5_000).superRefine(saying(sayUrl)),
    headers: z.record(z.string(), z.string().max(5_000)).superRefine(saying(sayHeaders)).optional(),
    body: z.string().max(200_000).optional(),
    saveAs: z
      .string()
      .regex(
        /^[a-z]\w{0,63}$/i,
        'must be a name of letters, digits and _, at most 64, that begins with a letter',
      )
      .describe('Later steps read `steps.<saveAs>.status` and `.body`'),
  })
  .refine(({ method, body }) => method !== 'GET' || body === undefined, {
    path: ['body'],
    message: 'must be left out: GET has none',
  })
