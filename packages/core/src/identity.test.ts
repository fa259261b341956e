import { createClock, type TestClock } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { createIdentity, type Identity } from './identity.js'
import { aToken } from './testing/token.js'

const clock: TestClock = createClock()
const inSeconds = (seconds: number): number => Math.floor(clock.now() / 1000) + seconds

const fetched = (
  tokens: readonly (string | Error)[],
  userId = 'ann',
): { identity: Identity; calls: () => number } => {
  let calls = 0
  const userToken = async (): Promise<string> => {
    const token = tokens[Math.min(calls++, tokens.length - 1)] ?? ''
    if (token instanceof Error) throw token
    return token
  }
  return { identity: createIdentity({ apiKey: 'key', userId, userToken }, clock), calls: () => calls }
}

describe('a user token', () => {
  it('is not needed in open mode', async () => {
    const identity = createIdentity({ apiKey: 'key', userId: 'ann' }, clock)
    expect(await identity.token()).toBeUndefined()
    expect(identity.canRenew).toBe(false)
  })

  it('that is text is used as it is', async () => {
    const identity = createIdentity({ apiKey: 'key', userId: 'ann', userToken: 'opaque' }, clock)
    expect([await identity.token(), identity.canRenew]).toEqual(['opaque', false])
    identity.expire('opaque')
    expect(await identity.token()).toBe('opaque')
  })

  it('is fetched once, however many ask', async () => {
    const { identity, calls } = fetched([aToken()])
    const tokens = await Promise.all([identity.token(), identity.token(), identity.token()])
    expect(new Set(tokens).size).toBe(1)
    await identity.token()
    expect(calls()).toBe(1)
  })

  it('is fetched once more when it was refused, however many were', async () => {
    const [old, fresh] = [aToken({ jti: 'old' }), aToken({ jti: 'new' })]
    const { identity, calls } = fetched([old, fresh])
    await identity.token()
    identity.expire(old)
    const next = identity.token()
    identity.expire(old)
    expect(await Promise.all([next, identity.token()])).toEqual([fresh, fresh])
    expect(calls()).toBe(2)
  })

  it('is replaced before it expires', async () => {
    const { identity, calls } = fetched([aToken({ exp: inSeconds(300) }), aToken({ exp: inSeconds(9000) })])
    await identity.token()
    await clock.advance(269_000)
    await identity.token()
    expect(calls()).toBe(1)
    await clock.advance(1000)
    await identity.token()
    expect(calls()).toBe(2)
  })

  it('of another user is a mismatch, and identifiers may have colons and any letters', async () => {
    await expect(fetched([aToken()], 'bob').identity.token()).rejects.toMatchObject({
      code: 'identity_mismatch',
    })
    for (const userId of ['a:b', 'Zoë', '佐藤'])
      expect(await fetched([aToken({ sub: `user:${userId}` })], userId).identity.token()).toBeTypeOf('string')
    const fixed = createIdentity({ apiKey: 'key', userId: 'bob', userToken: aToken() }, clock)
    await expect(fixed.token()).rejects.toMatchObject({ code: 'identity_mismatch' })
  })

  it('that cannot be fetched is asked for again later', async () => {
    const { identity } = fetched([new Error('backend down'), aToken()])
    await expect(identity.token()).rejects.toMatchObject({
      code: 'offline',
      cause: { message: 'backend down' },
    })
    expect(await identity.token()).toBe(aToken())
  })

  it('may fail at once, too', async () => {
    let isBroken = true
    const userToken = (): string => {
      if (isBroken) throw new Error('not signed in')
      return aToken()
    }
    const identity = createIdentity({ apiKey: 'key', userId: 'ann', userToken }, clock)
    await expect(identity.token()).rejects.toMatchObject({ code: 'offline' })
    isBroken = false
    expect(await identity.token()).toBe(aToken())
  })

  it('that never comes is given up after 20 s, and asked for again', async () => {
    const answers = [new Promise<string>(() => {}), Promise.resolve(aToken())]
    const userToken = (): Promise<string> => answers.shift() ?? Promise.reject(new Error('no more'))
    const identity = createIdentity({ apiKey: 'key', userId: 'ann', userToken }, clock)
    const first = identity.token().catch((reason: unknown) => reason)
    await clock.advance(20_000)
    expect(await first).toMatchObject({ code: 'timed_out' })
    expect(await identity.token()).toBe(aToken())
    expect(clock.timers()).toBe(0)
  })
})
