import { Problem, problem } from '@inboxkit/protocol'
import type { Clock } from './platform/clock.js'

/** Who we are, and the user token that proves it. */
export interface Identity {
  readonly apiKey: string
  readonly userId: string
  /** Whether a refused token can be replaced by a newer one. */
  readonly canRenew: boolean
  /**
   * The user token; `undefined` in open mode. Fetched once, however many ask; fetched anew before it expires.
   * @throws Problem `identity_mismatch` when it belongs to another user, `offline` when it cannot be fetched
   */
  token(): Promise<string | undefined>
  /** This token was refused: the next `token()` fetches another. */
  expire(token: string | undefined): void
}

export interface IdentityOptions {
  apiKey: string
  userId: string
  userToken?: string | (() => Promise<string> | string) | undefined
}

/** A token is replaced this long before its `exp`, so that it does not run out on the way. */
const earlyMs = 30_000

interface Fetched {
  promise?: Promise<string>
  token?: string
  endsAt?: number
}

interface Claims {
  sub?: unknown
  exp?: unknown
}

/** Nothing is verified here: that is the server's part. A token that cannot be read is passed on as it is. */
const claimsIn = (token: string): Claims => {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    return (JSON.parse(new TextDecoder().decode(bytes)) as Claims | null) ?? {}
  } catch {
    return {}
  }
}

export const createIdentity = ({ apiKey, userId, userToken }: IdentityOptions, clock: Clock): Identity => {
  let current: Fetched | undefined
  const isFunction = typeof userToken === 'function'

  const check = (token: string): Claims => {
    const claims = claimsIn(token)
    // `sub` is `user:` and the identifier. Without that prefix the server has the better words for it.
    if (typeof claims.sub === 'string' && claims.sub.replace(/^user:/, '') !== userId)
      throw problem('identity_mismatch')
    return claims
  }

  const fetchInto = async (mine: Fetched): Promise<string> => {
    try {
      const token = await (isFunction ? userToken() : String(userToken))
      const { exp } = check(token)
      mine.token = token
      if (isFunction && typeof exp === 'number') mine.endsAt = exp * 1000 - earlyMs
      return token
    } catch (cause) {
      if (current === mine) current = undefined
      if (cause instanceof Problem) throw cause
      throw problem('offline', { detail: 'The user token could not be fetched', cause })
    }
  }

  return {
    apiKey,
    userId,
    canRenew: isFunction,
    async token() {
      if (userToken === undefined) return undefined
      if (current?.endsAt !== undefined && clock.now() >= current.endsAt) current = undefined
      if (!current) {
        const fetched: Fetched = {}
        current = fetched
        fetched.promise = fetchInto(fetched)
      }
      return current.promise
    },
    expire: (token) => {
      if (isFunction && current?.token === token) current = undefined
    },
  }
}
