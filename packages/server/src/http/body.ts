import { problem } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import { isStorable } from '../storage/storable.js'

/** Bodies larger than this are refused with 413 (DESIGN.md, section 8). */
export const maxBodyBytes = 819_200
const maxDepth = 64
const maxFormBytes = 10_000

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether bodies may come as forms, which are not looked at. */
    takesForms?: boolean
  }
}

/** Walks a parsed body without recursion: depth is the caller's to choose, up to `maxDepth`. */
export const checkBody = (body: unknown): void => {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value: body, path: '', depth: 0 }]
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { value, path, depth } = at
    const field = path || 'body'
    if (typeof value === 'string' && !isStorable(value))
      throw problem('invalid_request', {
        fields: [{ field, message: 'must not contain NUL or a lone surrogate' }],
      })
    if (typeof value !== 'object' || value === null) continue
    if (depth >= maxDepth)
      throw problem('invalid_request', {
        fields: [{ field: path.slice(0, 200), message: `must not nest deeper than ${maxDepth}` }],
      })
    for (const [key, child] of Object.entries(value)) {
      if (!isStorable(key))
        throw problem('invalid_request', {
          fields: [{ field, message: 'must not have keys with NUL or a lone surrogate' }],
        })
      if (key === '__proto__')
        throw problem('invalid_request', {
          fields: [{ field, message: 'must not have a key named __proto__' }],
        })
      const childPath = Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key
      stack.push({ value: child, path: childPath, depth: depth + 1 })
    }
  }
}

/** `undefined` for no text at all. @throws Problem `malformed_json` */
export const parseJson = (text: string): unknown => {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw problem('malformed_json', {
      detail: `The body is not valid JSON: ${(cause as Error).message}`,
      cause,
    })
  }
}

/**
 * Bodies are JSON, also when they come as `text/plain` (which spares browsers a preflight). The vendor's clients send
 * `Content-Type: application/json` without a body, so an empty one is no error (contract, section 3).
 */
export const acceptJson = (http: FastifyInstance): void => {
  http.removeAllContentTypeParsers()
  http.addContentTypeParser(
    ['application/json', 'application/json-patch+json', 'text/plain'],
    { parseAs: 'string' },
    (_request, text, done) => {
      try {
        const body = parseJson(text as string)
        checkBody(body)
        done(null, body)
      } catch (cause) {
        done(cause as Error, undefined)
      }
    },
  )
  // Mail clients that unsubscribe (RFC 8058, section 3.2) may use either.
  http.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'string', bodyLimit: maxFormBytes },
    ({ routeOptions }, _text, done) => {
      if (routeOptions.config.takesForms) done(null, undefined)
      else done(problem('unsupported_media_type'), undefined)
    },
  )
}
