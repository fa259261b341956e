import { createHmac } from 'node:crypto'
import { type AppKeys, part, signingPublicKey, token } from '../callers.js'

/** A user of one of two apps: the first asks for tokens, the second for signatures. Both apps have users of these names. */
export interface Person {
  app: 'shop' | 'other'
  user: string
}

export type Protocol = 'own' | 'vendor'

/** What a client says of itself: in the query of the address, and in its CONNECT packet. */
export interface Claim {
  query: Record<string, string>
  auth: unknown
}

export type Apps = Readonly<Record<Person['app'], AppKeys>>

export const people: readonly Person[] = (['shop', 'other'] as const).flatMap((app) =>
  ['zoe', 'yann'].map((user) => ({ app, user })),
)

/** Who opens more connections than anybody may. */
export const crowd: Person = { app: 'shop', user: 'crowd' }

export const nameOf = ({ app, user }: Person): string => `${app} ${user}`

const signature = ({ apiSecret }: AppKeys, user: string): string =>
  createHmac('sha256', apiSecret).update(user).digest('base64')

const tokens = new Map<string, string>()
const tokenFor = (apiKey: string, user: string, more: object = {}): string => {
  const name = JSON.stringify([apiKey, user, more])
  const made = tokens.get(name) ?? token(apiKey, user, more)
  tokens.set(name, made)
  return made
}

/** What proves it. */
export const truth = (apps: Apps, { app, user }: Person, protocol: Protocol): Claim => {
  const { apiKey } = apps[app]
  const userSignature = signature(apps[app], user)
  if (app === 'shop') {
    const proof = { token: tokenFor(apiKey, user) }
    return protocol === 'own'
      ? { query: {}, auth: { protocol: 1, apiKey, userId: user, ...proof } }
      : { query: { apiKey, userId: user }, auth: proof }
  }
  return protocol === 'own'
    ? { query: {}, auth: { protocol: 1, apiKey, userId: user, signature: userSignature } }
    : { query: { apiKey, userId: user, userSignature }, auth: {} }
}

const byKeyOf = (header: object, key: string, apiKey: string, user: string): string => {
  const signed = `${part(header)}.${part({ sub: `user:${user}`, apiKey })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** What somebody says who is not who they say: each has to be refused. */
export const lies = (apps: Apps, { app, user }: Person): Claim[] => {
  const { shop, other } = apps
  const { apiKey } = apps[app]
  const another = user === 'zoe' ? 'yann' : 'zoe'
  const tokensThatLie = [
    tokenFor(shop.apiKey, user, { exp: 1_500_000_000 }),
    tokenFor(shop.apiKey, another),
    tokenFor(other.apiKey, user),
    tokenFor(shop.apiKey, user).slice(0, -4),
    tokenFor(shop.apiKey, another).replace(
      /^[^.]+\.[^.]+/,
      tokenFor(shop.apiKey, user).replace(/\.[^.]*$/, ''),
    ),
    byKeyOf({ alg: 'HS256', typ: 'JWT' }, signingPublicKey, shop.apiKey, user),
    byKeyOf({ alg: 'none' }, '', shop.apiKey, user).replace(/[^.]*$/, ''),
    'a.e30.c',
    'x'.repeat(9000),
    '{}',
  ]
  const signaturesThatLie = [
    signature(other, another),
    signature(shop, user),
    signature(other, user).slice(1),
    '????',
    'A'.repeat(44),
  ]
  const proofs =
    app === 'shop'
      ? [...tokensThatLie.map((said) => ({ token: said })), { signature: signature(shop, user) }]
      : [...signaturesThatLie.map((said) => ({ signature: said })), { token: tokenFor(shop.apiKey, user) }]
  const own = [{}, ...proofs].map((proof) => ({
    query: {},
    auth: { protocol: 1, apiKey, userId: user, ...proof },
  }))
  const foreign = truth(apps, { app, user }, 'own').auth as object
  return [
    ...own,
    { query: {}, auth: { ...foreign, apiKey: app === 'shop' ? other.apiKey : shop.apiKey } },
    { query: {}, auth: { ...foreign, apiKey: 'nobody' } },
    { query: {}, auth: { ...foreign, userId: undefined } },
    { query: {}, auth: { ...foreign, protocol: 2 } },
    { query: { apiKey, userId: user }, auth: {} },
    { query: { apiKey, userId: user, userSignature: 'undefined' }, auth: { token: 'null' } },
    { query: { apiKey, userId: user, userSignature: signature(apps[app], another) }, auth: {} },
    ...tokensThatLie
      // Beside a vendor's token the user in the query counts for nothing: that one is of another, and opens theirs.
      .filter((said) => said !== tokenFor(shop.apiKey, another))
      .map((said) => ({ query: { apiKey, userId: user }, auth: { token: said } })),
  ]
}
