import { type Problem, problem } from '@inboxkit/protocol'
import type { Fields } from './checks.js'
import type { SentRequest } from './exchange.js'

/** Who a caller says to be. */
export type Credentials =
  | { kind: 'user'; apiKey: string; userId: string }
  | { kind: 'token'; token: string; apiKey?: string | undefined; userId?: string | undefined }
  | { kind: 'app' }
  | { kind: 'none' }

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'undefined' && value !== 'null' ? value : undefined

/** Header values are bytes: names outside ASCII travel as UTF-8. */
const decode = (text: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
    )
  } catch {
    return text
  }
}

const made = (
  apiKey: string | undefined,
  userId: string | undefined,
  token: string | undefined,
): Credentials => {
  if (token !== undefined) return { kind: 'token', token, apiKey, userId }
  return apiKey !== undefined && userId !== undefined ? { kind: 'user', apiKey, userId } : { kind: 'none' }
}

export const credentialsIn = ({ headers, body, path }: SentRequest): Credentials => {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const header = (name: string): string | undefined => {
    const text = textOf(byName.get(name))
    return text === undefined ? undefined : decode(text)
  }
  const apiKey = header('x-engagespot-api-key')
  if (apiKey !== undefined && header('x-engagespot-api-secret') !== undefined) return { kind: 'app' }
  const bearer = /^Bearer +(\S+)\s*$/i.exec(byName.get('authorization') ?? '')?.[1]
  const found = made(apiKey, header('x-engagespot-user-id'), textOf(bearer))
  const isInBody = path === '/v3/sdk/connect' && found.kind === 'none'
  if (!isInBody || typeof body !== 'object' || body === null) return found
  const said = body as Fields
  return made(textOf(said['apiKey']), textOf(said['userId']), textOf(said['userToken']))
}

/** What a socket says of itself after it was opened. */
export const credentialsInHandshake = (auth: Fields): Credentials => {
  const userId = textOf(auth['userId'])
  return userId === undefined ? { kind: 'none' } : made(textOf(auth['apiKey']), userId, textOf(auth['token']))
}

export const missingCredentials = (as: 'user' | 'either' | undefined): Problem =>
  problem(
    'missing_credentials',
    as === 'user'
      ? {
          detail:
            'This route takes a user: send X-ENGAGESPOT-API-KEY and X-ENGAGESPOT-USER-ID, or Authorization: Bearer',
        }
      : {},
  )
