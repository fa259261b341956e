import { type ConnectRequest, problem } from '@inboxkit/protocol'
import { checkIdentifier } from './identifiers.js'

/**
 * Who a caller says to be, nothing proven yet.
 * A token's `claimedUser` and `claimedApiKey` are what was said beside it; `refuseMismatch` compares them.
 */
export type Credentials =
  | { kind: 'app'; apiKey: string; secret: string }
  | { kind: 'user'; apiKey: string; userIdentifier: string; signature?: string }
  | TokenCredentials
  | { kind: 'none' }

export interface TokenCredentials {
  kind: 'token'
  token: string
  claimedUser?: string
  claimedApiKey?: string
}

const none: Credentials = { kind: 'none' }

/** The clients' query strings carry missing values as the text `undefined` or `null` (contract, section 6). */
const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'undefined' && value !== 'null' ? value : undefined

type Source = Readonly<Record<string, unknown>>

/**
 * Node reads header bytes as Latin-1. What is valid UTF-8 was meant as such: `curl` sends it that way, and a
 * browser can send nothing else for names outside Latin-1.
 */
const headerIn = (headers: Source, name: string): string | undefined => {
  const text = textIn(headers[name])
  if (text === undefined || !/[\x80-\xff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}

const bearerIn = (headers: Source): string | undefined =>
  [headers.authorization, headers.authentication]
    .map((value) => textIn(value)?.match(/^Bearer +(\S+)\s*$/i)?.[1])
    .map(textIn)
    .find((token) => token !== undefined)

/**
 * Credentials in the headers of an HTTP request (contract, section 2); header names in lower case, as Node gives
 * them. A key with its secret wins over a token: gateways add an `Authorization` of their own.
 * @throws Problem `invalid_request` for a user id that cannot be one
 */
export const credentialsInHeaders = (headers: Source): Credentials => {
  const apiKey = headerIn(headers, 'x-engagespot-api-key')
  const secret = headerIn(headers, 'x-engagespot-api-secret') ?? headerIn(headers, 'x-engagespot-secret-key')
  if (apiKey !== undefined && secret !== undefined) return { kind: 'app', apiKey, secret }
  return userOrToken({
    apiKey,
    user: headerIn(headers, 'x-engagespot-user-id'),
    signature: headerIn(headers, 'x-engagespot-user-signature'),
    token: bearerIn(headers),
    userField: 'X-ENGAGESPOT-USER-ID',
  })
}

/**
 * Credentials in the body of a connect request, which browsers may send without headers of our own.
 * @throws Problem `invalid_request` for a user id that cannot be one
 */
export const credentialsInConnect = (body: ConnectRequest): Credentials =>
  userOrToken({
    apiKey: textIn(body.apiKey),
    user: textIn(body.userId),
    signature: textIn(body.userSignature),
    token: textIn(body.userToken),
    userField: 'userId',
  })

export interface SocketHandshake {
  /** Of the websocket's URL. */
  query: Source
  /** Said inside socket.io. */
  auth: Source
}

export interface SocketCredentials {
  /** `own`: our clients, with `auth.protocol` 1. `vendor`: clients of the contract, which send no protocol. */
  protocol: 'own' | 'vendor'
  credentials: Credentials
}

/**
 * Credentials in a socket.io handshake. Ours are in `auth` and always name the user. A vendor's are in the query,
 * where `userId` is only a claim of the page: beside a token it counts for nothing (contract, section 6).
 * @throws Problem `invalid_request` for an unknown protocol, or a user id that cannot be one
 */
export const credentialsInHandshake = ({ query, auth }: SocketHandshake): SocketCredentials => {
  if (auth.protocol === undefined) return { protocol: 'vendor', credentials: vendorCredentials(query, auth) }
  if (auth.protocol !== 1)
    throw problem('invalid_request', { fields: [{ field: 'auth.protocol', message: 'must be 1' }] })
  const user = textIn(auth.userId)
  return { protocol: 'own', credentials: user === undefined ? none : ownCredentials(auth, user) }
}

const ownCredentials = (auth: Source, user: string): Credentials =>
  userOrToken({
    apiKey: textIn(auth.apiKey),
    user,
    signature: textIn(auth.signature),
    token: textIn(auth.token),
    userField: 'auth.userId',
  })

const vendorCredentials = (query: Source, auth: Source): Credentials => {
  const token = textIn(auth.token)
  if (token !== undefined) return { kind: 'token', token }
  return userOrToken({
    apiKey: textIn(query.apiKey),
    user: textIn(query.userId),
    signature: textIn(query.userSignature),
    token: undefined,
    userField: 'userId',
  })
}

interface Parts {
  apiKey: string | undefined
  user: string | undefined
  signature: string | undefined
  token: string | undefined
  /** Where the user id stood, for the problem that refuses it. */
  userField: string
}

const userOrToken = ({ apiKey, user, signature, token, userField }: Parts): Credentials => {
  if (user !== undefined) checkIdentifier(user, userField)
  if (token !== undefined)
    return {
      kind: 'token',
      token,
      ...(user === undefined ? {} : { claimedUser: user }),
      ...(apiKey === undefined ? {} : { claimedApiKey: apiKey }),
    }
  if (apiKey === undefined || user === undefined) return none
  return {
    kind: 'user',
    apiKey,
    userIdentifier: user,
    ...(signature === undefined ? {} : { signature }),
  }
}

/**
 * Refuses a verified token whose user or app is not the one that was named beside it: the page believes to be
 * somebody else and would show and store another user's feed. @throws Problem `identity_mismatch`
 */
export const refuseMismatch = (
  { claimedUser, claimedApiKey }: TokenCredentials,
  proven: { apiKey: string; userIdentifier: string },
): void => {
  if (claimedUser !== undefined && claimedUser !== proven.userIdentifier) throw problem('identity_mismatch')
  if (claimedApiKey !== undefined && claimedApiKey !== proven.apiKey)
    throw problem('identity_mismatch', { detail: 'The user token is for another app' })
}
