import { type Problem, problem } from '@inboxkit/protocol'
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { identifierFault } from './identifiers.js'
import type { PublicKey } from './public-keys.js'

/** How far clocks may be apart. */
export const clockSkewSeconds = 60
export const longestToken = 8192
/** The last instant that a `Date` can hold, in seconds. */
const endOfTime = 8.64e12

/** Whom a verified user token speaks for. */
export interface TokenIdentity {
  apiKey: string
  userIdentifier: string
  /** From here on the token is refused: its `exp` and the clock skew. Absent = it never expires. */
  expiresAt?: Date
  /** Which key had signed it; when that key is removed, what was opened with the token is closed. */
  keyId: string
}

export interface Verification {
  /** The app that the token must be for: the one whose keys are given. */
  apiKey: string
  /** The app's live public keys. */
  keys: readonly PublicKey[]
  now: Date
}

const invalid = (detail: string, cause?: unknown): Problem =>
  problem('invalid_token', { detail: `The user token is not valid: ${detail}`, cause })

/**
 * The app that a token says it is for, so that its keys can be looked up. Nothing here is proven yet.
 * @throws Problem `invalid_token`
 */
export const unprovenApiKey = (token: string): string => {
  const { apiKey } = decode(token, decodeJwt)
  if (typeof apiKey !== 'string' || apiKey === '')
    throw invalid('its claim apiKey must be the API key of the app')
  return apiKey
}

/**
 * Verifies a user token (contract, section 2): RS256 or ES256, as the key says; `sub` = `user:` and the identifier;
 * `apiKey` = the app's. `exp` and `nbf` are honoured when present. A `kid` picks the key; without one each is tried.
 * @throws Problem `invalid_token`, `token_expired`
 */
export const verifyUserToken = async (
  token: string,
  { apiKey, keys, now }: Verification,
): Promise<TokenIdentity> => {
  const { kid } = decode(token, decodeProtectedHeader)
  if (keys.length === 0) throw invalid('this app has no public signing key')
  const candidates = kid === undefined ? keys : keys.filter(({ keyId }) => keyId === kid)
  for (const candidate of candidates) {
    const claims = await claimsUnder(candidate, token, now)
    if (claims) return identityOf(claims, apiKey, candidate.keyId)
  }
  throw invalid(
    candidates.length > 0 ? 'no live key of this app has signed it' : 'its kid names no live key of this app',
  )
}

const decode = <T>(token: string, read: (token: string) => T): T => {
  if (token.length > longestToken) throw invalid(`it has more than ${longestToken} characters`)
  try {
    return read(token)
  } catch (cause) {
    throw invalid('it is not a JWT', cause)
  }
}

/** The token's claims when this key signed it and its time is right; `undefined` when another key may fit. */
const claimsUnder = async (
  { key, algorithm }: PublicKey,
  token: string,
  now: Date,
): Promise<JWTPayload | undefined> => {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      clockTolerance: clockSkewSeconds,
      currentDate: now,
    })
    return payload
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) return undefined
    if (cause instanceof errors.JOSEAlgNotAllowed) return undefined
    if (cause instanceof errors.JWTExpired) throw problem('token_expired', { cause })
    if (cause instanceof errors.JWTClaimValidationFailed)
      throw invalid(`check its claim ${cause.claim}`, cause)
    if (cause instanceof errors.JOSEError) throw invalid('it is not a signed JWT', cause)
    throw cause
  }
}

const identityOf = (claims: JWTPayload, apiKey: string, keyId: string): TokenIdentity => {
  if (claims.apiKey !== apiKey) throw invalid('it is for another app')
  // Who says so believes that nothing of other tenants is shown; a feed is one for all of them.
  if (claims.tenant !== undefined)
    throw invalid('its claim tenant cannot be honoured: a user sees what is sent for all tenants')
  return {
    apiKey,
    keyId,
    userIdentifier: identifierIn(claims.sub),
    ...expiryIn(claims.exp),
  }
}

const prefix = 'user:'

const identifierIn = (sub: unknown): string => {
  if (typeof sub !== 'string' || !sub.startsWith(prefix))
    throw invalid('its claim sub must be user: and the identifier')
  // Identifiers may contain colons: only the first one divides.
  const identifier = sub.slice(prefix.length)
  const fault = identifierFault(identifier)
  if (fault !== undefined) throw invalid(`the identifier in its claim sub ${fault}`)
  return identifier
}

const expiryIn = (exp: number | undefined): { expiresAt?: Date } => {
  if (exp === undefined) return {}
  const seconds = exp + clockSkewSeconds
  return seconds > endOfTime ? {} : { expiresAt: new Date(seconds * 1000) }
}
