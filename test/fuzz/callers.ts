import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import type { Operation } from './document.js'
import { userName, users } from './names.js'

export type Headers = Record<string, string>

export interface AppKeys {
  apiKey: string
  apiSecret: string
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** What the first app's user tokens are checked with. */
export const signingPublicKey = publicKey

/** One of a token’s parts. */
export const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signed as the first app’s are, whatever is in it. */
export const token = (apiKey: string, user: string, more: object = {}): string => {
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ sub: `user:${user}`, apiKey, ...more })}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`
}

export const asApp = ({ apiKey, apiSecret }: AppKeys): Headers => ({
  'x-engagespot-api-key': apiKey,
  'x-engagespot-api-secret': apiSecret,
})

/** Headers carry bytes: what is not ASCII goes as UTF-8, as browsers and curl send it. */
const inHeader = (value: string): string => Buffer.from(value).toString('latin1')

export const inOpenMode = ({ apiKey }: AppKeys, user: string): Headers => ({
  'x-engagespot-api-key': apiKey,
  'x-engagespot-user-id': inHeader(user),
})

const signed = (app: AppKeys, user: string): Headers => ({
  ...inOpenMode(app, user),
  'x-engagespot-user-signature': createHmac('sha256', app.apiSecret).update(user).digest('base64'),
})

const tokens = new Map<string, Headers>()
const byToken = ({ apiKey }: AppKeys, user: string): Headers => {
  const made = tokens.get(user) ?? { authorization: `Bearer ${token(apiKey, user)}` }
  tokens.set(user, made)
  return made
}

/** Everybody who may call an operation, of both apps and in every way there is. */
export const callersOf = (
  { as }: Operation,
  [first, second]: readonly [AppKeys, AppKeys],
): fc.Arbitrary<Headers> => {
  const app = fc.oneof(
    { weight: 4, arbitrary: fc.constant(asApp(first)) },
    { weight: 1, arbitrary: fc.constant(asApp(second)) },
  )
  const user = fc.oneof(
    { weight: 4, arbitrary: userName.map((name) => inOpenMode(first, name)) },
    { weight: 1, arbitrary: userName.map((name) => inOpenMode(second, name)) },
    { weight: 1, arbitrary: userName.map((name) => signed(first, name)) },
    { weight: 2, arbitrary: fc.constantFrom(...users).map((name) => byToken(first, name)) },
  )
  if (as.app && as.user) return fc.oneof(app, user)
  return as.app ? app : user
}

/** Those who are not let in, or not everywhere. */
export const strangers = ([first, second]: readonly [AppKeys, AppKeys]): fc.Arbitrary<Headers> => {
  const old = { exp: 1_500_000_000 }
  return fc.constantFrom<Headers>(
    {},
    asApp(first),
    inOpenMode(first, 'ann'),
    { 'x-engagespot-api-key': first.apiKey },
    { ...asApp(first), 'x-engagespot-api-secret': second.apiSecret },
    { ...inOpenMode(first, 'ann'), 'x-engagespot-api-key': 'nobody' },
    { ...inOpenMode(first, 'ann'), 'x-engagespot-user-signature': '????' },
    { ...byToken(first, 'ann'), 'x-engagespot-user-id': 'bob' },
    { authorization: `Bearer ${token(first.apiKey, 'ann', old)}` },
    { authorization: `Bearer ${token(second.apiKey, 'ann')}` },
    { authorization: `Bearer ${token(first.apiKey, 'a\0b')}` },
    { authorization: `Bearer ${token('a\0b', 'ann')}` },
    { authorization: `Bearer ${part({ alg: 'none' })}.${part({ sub: 'user:ann', apiKey: first.apiKey })}.` },
    { authorization: 'Bearer a.e30.c' },
    { authorization: `Bearer ${'x'.repeat(10_000)}` },
    { authorization: 'Basic YTpi' },
  )
}

/** An app, and a user of it: what they were told is of use to them again. */
export const scopesOf = (headers: Headers): string[] => {
  const [, claims = ''] = headers['authorization']?.split('.') ?? []
  const { apiKey, sub } = claims
    ? (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { apiKey?: string; sub?: string })
    : { apiKey: headers['x-engagespot-api-key'], sub: headers['x-engagespot-user-id'] }
  if (apiKey === undefined) return []
  return sub === undefined ? [apiKey] : [apiKey, `${apiKey} ${sub.replace(/^user:/, '')}`]
}
