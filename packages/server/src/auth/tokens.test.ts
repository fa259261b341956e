import { createPrivateKey } from 'node:crypto'
import { Problem } from '@inboxkit/protocol'
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateSigningKeys, type PublicKey, readPublicKey, type TokenAlgorithm } from './public-keys.js'
import { unprovenApiKey, verifyUserToken } from './tokens.js'

const aPair = (algorithm: TokenAlgorithm) => {
  const { privateKey, publicKey } = generateSigningKeys(algorithm)
  return { signer: createPrivateKey(privateKey), pem: publicKey, ...readPublicKey(publicKey) }
}
const rsa = aPair('RS256')
const ec = aPair('ES256')
const now = new Date('2030-01-02T03:04:05.000Z')
const nowSeconds = now.getTime() / 1000

const aToken = (
  claims: JWTPayload = {},
  { pair = rsa, kid }: { pair?: ReturnType<typeof aPair>; kid?: string } = {},
): Promise<string> =>
  new SignJWT({ sub: 'user:ann', apiKey: 'ik_app', ...claims })
    .setProtectedHeader({ alg: pair.algorithm, ...(kid === undefined ? {} : { kid }) })
    .sign(pair.signer)

const verify = (token: string, keys: readonly PublicKey[] = [rsa, ec]) =>
  verifyUserToken(token, { apiKey: 'ik_app', keys, now })

const refused = async (
  token: string,
  code: string,
  detail: RegExp,
  keys?: readonly PublicKey[],
): Promise<void> => {
  const error = await verify(token, keys).then(
    () => 'accepted',
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(Problem)
  expect(error).toMatchObject({ code, status: 401, message: expect.stringMatching(detail) })
}

describe('a user token', () => {
  it.each([rsa, ec])('signed with $algorithm names app, user and key', async (pair) => {
    expect(await verify(await aToken({}, { pair }))).toEqual({
      apiKey: 'ik_app',
      userIdentifier: 'ann',
      keyId: pair.keyId,
    })
  })

  it('is split at the first colon only', async () => {
    const identity = await verify(await aToken({ sub: 'user:team:7:ann@shop.test' }))
    expect(identity.userIdentifier).toBe('team:7:ann@shop.test')
  })

  it('that is to be bound to a tenant is refused, as nothing would be', async () => {
    for (const tenant of ['acme', '', 7, null])
      await refused(await aToken({ tenant }), 'invalid_token', /tenant cannot be honoured/)
  })

  it('is verified by the key that its kid names, and by no other', async () => {
    expect(await verify(await aToken({}, { kid: rsa.keyId }))).toMatchObject({ keyId: rsa.keyId })
    await refused(await aToken({}, { kid: ec.keyId }), 'invalid_token', /no live key/)
    await refused(await aToken({}, { kid: 'unknown' }), 'invalid_token', /kid names no live key/)
  })

  it('without kid is tried with each live key', async () => {
    const other = aPair('RS256')
    expect(await verify(await aToken({}, { pair: other }), [rsa, ec, other])).toMatchObject({
      keyId: other.keyId,
    })
  })

  it('is refused once its key is removed', async () => {
    await refused(await aToken(), 'invalid_token', /no live key/, [ec])
    await refused(await aToken(), 'invalid_token', /no public signing key/, [])
  })

  it('names its app before anything is proven', async () => {
    expect(unprovenApiKey(await aToken())).toBe('ik_app')
    const nameless = await aToken({ apiKey: 7 })
    expect(() => unprovenApiKey(nameless)).toThrow(/apiKey must be/)
  })
})

describe('the time of a user token', () => {
  it('ends a minute after exp, because clocks differ', async () => {
    const identity = await verify(await aToken({ exp: nowSeconds - 59 }))
    expect(identity.expiresAt).toEqual(new Date(now.getTime() + 1000))
    await refused(await aToken({ exp: nowSeconds - 60 }), 'token_expired', /expired/)
  })

  it('begins a minute before nbf', async () => {
    await verify(await aToken({ nbf: nowSeconds + 60 }))
    await refused(await aToken({ nbf: nowSeconds + 61 }), 'invalid_token', /claim nbf/)
  })

  it('does not end without exp, nor with one beyond the calendar', async () => {
    expect(await verify(await aToken())).not.toHaveProperty('expiresAt')
    expect(await verify(await aToken({ exp: 1e15 }))).not.toHaveProperty('expiresAt')
  })

  it('is refused when exp is no number', async () => {
    await refused(await aToken({ exp: 'tomorrow' as unknown as number }), 'invalid_token', /claim exp/)
  })
})

describe('a forged user token', () => {
  const payload = { sub: 'user:ann', apiKey: 'ik_app' }

  it('with alg none is refused', async () => {
    await refused(new UnsecuredJWT(payload).encode(), 'invalid_token', /no live key/)
  })

  it.each([rsa, ec])(
    'with HS256, signed with the public $algorithm key, is refused',
    async ({ pem, keyId }) => {
      for (const secret of [pem, pem.trim()])
        for (const kid of [{}, { kid: keyId }]) {
          const token = await new SignJWT(payload)
            .setProtectedHeader({ alg: 'HS256', ...kid })
            .sign(new TextEncoder().encode(secret))
          await refused(token, 'invalid_token', /no live key/)
        }
    },
  )

  it('signed by a stranger is refused', async () => {
    const stranger = aPair('RS256')
    await refused(await aToken({}, { pair: stranger }), 'invalid_token', /no live key/)
    await refused(await aToken({}, { pair: stranger, kid: rsa.keyId }), 'invalid_token', /no live key/)
  })

  it('whose payload was changed after signing is refused', async () => {
    const [header, , signature] = (await aToken()).split('.')
    const changed = Buffer.from(JSON.stringify({ ...payload, sub: 'user:bob' })).toString('base64url')
    await refused(`${header}.${changed}.${signature}`, 'invalid_token', /no live key/)
  })

  it('without its signature is refused', async () => {
    const [header, body] = (await aToken()).split('.')
    await refused(`${header}.${body}.`, 'invalid_token', /no live key/)
    await refused(`${header}.${body}`, 'invalid_token', /not a signed JWT|not a JWT/)
  })

  it('with a critical extension that nobody knows is refused', async () => {
    const [, body, signature] = (await aToken()).split('.')
    const header = Buffer.from('{"alg":"RS256","crit":["exp"],"exp":1}').toString('base64url')
    await refused(`${header}.${body}.${signature}`, 'invalid_token', /not a signed JWT/)
  })
})

describe('a useless user token', () => {
  it('for another app is refused', async () => {
    await refused(await aToken({ apiKey: 'ik_other' }), 'invalid_token', /for another app/)
  })

  it.each([
    ['', /must be user:/],
    ['ann', /must be user:/],
    ['User:ann', /must be user:/],
    ['user:', /must not be empty/],
    ['user:a\0b', /NUL/],
    [`user:${'a'.repeat(256)}`, /at most 255/],
    [7 as unknown as string, /must be user:/],
  ])('with the subject %j is refused', async (sub, detail) => {
    await refused(await aToken({ sub }), 'invalid_token', detail)
  })

  it.each(['', 'token', 'a.b.c', '....', '{}', 'eyJhbGciOiJSUzI1NiJ9.bnVsbA.c2ln'])(
    '%j is no JWT',
    async (token) => {
      await refused(token, 'invalid_token', /not a JWT|not a signed JWT|no live key/)
      expect(() => unprovenApiKey(token)).toThrow(Problem)
    },
  )

  it('of more than 8,192 characters is refused before it is read', async () => {
    const huge = await aToken({ filler: 'x'.repeat(9000) })
    await refused(huge, 'invalid_token', /more than 8192/)
    expect(() => unprovenApiKey(huge)).toThrow(/more than 8192/)
  })
})
