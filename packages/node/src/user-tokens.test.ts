import { Problem } from '@inboxkit/protocol'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { Inboxkit } from './inboxkit.js'
import { ecPair, type KeyPair, rsaPair } from './testing/keys.js'

const open = (signingKey?: string): Inboxkit =>
  new Inboxkit({ baseUrl: 'https://inbox.test', apiKey: 'key', apiSecret: 'secret', signingKey })

const verified = (token: string, { publicKey }: KeyPair) => jwtVerify(token, publicKey)
const nowSeconds = (): number => Math.floor(Date.now() / 1000)

const pairs = { RS256: rsaPair(), ES256: ecPair() }

describe('a user token', () => {
  it.each(['RS256', 'ES256'] as const)('is signed with %s when the key is for it', async (algorithm) => {
    const pair = pairs[algorithm]
    const before = nowSeconds()
    const { payload, protectedHeader } = await verified(
      await open(pair.pkcs8).generateUserToken('ann:1@shop.test'),
      pair,
    )
    expect(protectedHeader).toEqual({ alg: algorithm, kid: pair.keyId })
    expect(Object.keys(payload).sort()).toEqual(['apiKey', 'exp', 'iat', 'sub'])
    expect(payload).toMatchObject({ sub: 'user:ann:1@shop.test', apiKey: 'key' })
    expect(payload.iat).toBeGreaterThanOrEqual(before)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  })

  it('lives as long as it is told', async () => {
    const token = await open(pairs.RS256.pkcs8).generateUserToken('ann', { expiresIn: 60 })
    const { payload } = await verified(token, pairs.RS256)
    expect(payload.exp).toBe((payload.iat ?? 0) + 60)
  })

  it('takes a key whose line breaks an environment variable has lost', async () => {
    const escaped = pairs.RS256.pkcs8.replaceAll('\n', '\\n')
    await verified(await open(`  ${escaped}`).generateUserToken('ann'), pairs.RS256)
  })

  it('is not made without a key, or with one that the server would not take', async () => {
    await expect(open().generateUserToken('ann')).rejects.toThrow('Give signingKey')
    for (const key of ['nonsense', pairs.RS256.traditional, pairs.ES256.traditional, ecPair('P-384').pkcs8])
      await expect(open(key).generateUserToken('ann')).rejects.toThrow(
        /^signingKey must be a private key as PKCS#8 PEM .* openssl pkcs8 -topk8 -nocrypt/,
      )
  })

  it('is not made for nobody, or for no time', async () => {
    const kit = open(pairs.RS256.pkcs8)
    for (const [identifier, expiresIn] of [
      ['', 60],
      [undefined as unknown as string, 60],
      ['ann', 0],
      ['ann', -1],
      ['ann', Number.NaN],
    ] as const)
      await expect(kit.generateUserToken(identifier, { expiresIn })).rejects.toBeInstanceOf(Problem)
  })
})
