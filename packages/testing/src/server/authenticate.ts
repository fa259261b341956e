import { clientProblem, problem } from '@inboxkit/protocol'
import { type Credentials, missingCredentials } from '../http/credentials.js'
import { readToken } from './tokens.js'
import type { TestUser, World } from './world.js'

/** Who is asking. `expiresAt` comes with tokens, milliseconds since 1970. */
export interface Principal {
  user: TestUser
  token?: string
  expiresAt?: number
}

/** Tells callers apart. @throws Problem as the server does */
export type Authenticate = (credentials: Credentials, as?: 'user' | 'either') => Principal

/** Takes everybody for who they say they are. */
export const trusting =
  (world: World): Authenticate =>
  (credentials, as) => {
    if (credentials.kind === 'none' || credentials.kind === 'app') throw missingCredentials(as)
    return { user: world.userOf(credentials.userId ?? '') }
  }

/** @param isExpired tokens that are not to be taken any more */
export const strict =
  (world: World, isExpired: (token: string) => boolean): Authenticate =>
  (credentials, as) => {
    const { app, clock } = world
    if (credentials.kind === 'none' || credentials.kind === 'app') throw missingCredentials(as)
    if (credentials.kind === 'user') {
      if (credentials.apiKey !== app.apiKey) throw problem('invalid_credentials')
      if (app.secureMode) throw problem('secure_mode_required')
      return { user: world.userOf(credentials.userId) }
    }
    const { token } = credentials
    const { sub, apiKey, exp } = readToken(token)
    if (apiKey !== app.apiKey)
      throw problem('invalid_token', { detail: 'The user token is not valid: its claim apiKey names no app' })
    const expiresAt = exp === undefined ? undefined : exp * 1000
    if (isExpired(token) || (expiresAt !== undefined && expiresAt <= clock.now()))
      throw problem('token_expired')
    if (credentials.userId !== undefined && credentials.userId !== sub)
      throw clientProblem('identity_mismatch')
    if (credentials.apiKey !== undefined && credentials.apiKey !== app.apiKey)
      throw clientProblem('identity_mismatch', { detail: 'The user token is for another app' })
    const user = world.users.get(sub)
    if (!user)
      throw problem('user_not_found', {
        detail: `No such user: ${sub}. Create it with PUT /v3/users/${encodeURIComponent(sub)}`,
      })
    return { user, token, ...(expiresAt !== undefined && { expiresAt }) }
  }
