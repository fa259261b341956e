import { clientProblem, Problem } from '@inboxkit/protocol'
import type { Clock } from './platform/clock.js'

/** Who we are, and the user token that proves it. */
export interface Identity {
  readonly apiKey: string
  readonly userId: string
  /** Whether a refused token can be replaced by a newer one. */
  readonly canRenew: boolean
  /**
   * The user token; `undefined` in open mode. Fetched once, however many ask; fetched anew before it expires.
   * @throws Problem `identity_mismatch` when it belongs to another user, `offline` when it cannot be fetched,
   *   `timed_out` when that takes longer than 20 s
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

/** Whoever gives us no token in this time is asked again later. */
const timeoutMs = 20_000

/** A token is replaced this long before its `exp`, so that it does not run out on the way. */
const earlyMs = 30_000

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
  let current: Promise<string> | undefined
  /** Of the token that `current` has brought. */
  let known: string | undefined
  let endsAt = Infinity
  const isFunction = typeof userToken === 'function'

  const load = async (): Promise<string> => {
    let cancel: (() => void) | undefined
    const tooLate = new Promise<never>((_, reject) => {
      if (isFunction) cancel = clock.setTimeout(() => reject(clientProblem('timed_out')), timeoutMs)
    })
    try {
      // In a turn of its own: it may throw at once.
      await Promise.resolve()
      const token = await (isFunction ? Promise.race([userToken(), tooLate]) : String(userToken))
      const { sub, exp } = claimsIn(token)
      // `sub` is `user:` and the identifier. Without that prefix the server has the better words for it.
      if (typeof sub === 'string' && sub.replace(/^user:/, '') !== userId)
        throw clientProblem('identity_mismatch')
      known = token
      if (isFunction && typeof exp === 'number') endsAt = exp * 1000 - earlyMs
      return token
    } catch (cause) {
      current = undefined
      if (cause instanceof Problem) throw cause
      throw clientProblem('offline', { detail: 'The user token could not be fetched', cause })
    } finally {
      cancel?.()
    }
  }

  return {
    apiKey,
    userId,
    canRenew: isFunction,
    async token() {
      if (userToken === undefined) return undefined
      if (clock.now() >= endsAt) current = undefined
      if (!current) {
        known = undefined
        endsAt = Infinity
        current = load()
      }
      return current
    },
    expire: (token) => {
      if (isFunction && known === token) current = undefined
    },
  }
}
