import { Problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import {
  credentialsInConnect,
  credentialsInHandshake,
  credentialsInHeaders,
  refuseMismatch,
  type TokenCredentials,
} from './credentials.js'

const key = { 'x-engagespot-api-key': 'ik_1' }
const ann = { ...key, 'x-engagespot-user-id': 'ann' }

describe('credentials in headers', () => {
  it.each(['x-engagespot-api-secret', 'x-engagespot-secret-key'])('take the secret from %s', (name) => {
    expect(credentialsInHeaders({ ...key, [name]: 'is_1' })).toEqual({
      kind: 'app',
      apiKey: 'ik_1',
      secret: 'is_1',
    })
  })

  it('take key and user id, with a signature where there is one', () => {
    const user = { kind: 'user', apiKey: 'ik_1', userIdentifier: 'ann' }
    expect(credentialsInHeaders(ann)).toEqual(user)
    expect(credentialsInHeaders({ ...ann, 'x-engagespot-user-signature': 'c2ln' })).toEqual({
      ...user,
      signature: 'c2ln',
    })
  })

  it.each([
    { authorization: 'Bearer a.b.c' },
    { authorization: 'bearer  a.b.c ' },
    { authentication: 'Bearer a.b.c' },
    { authorization: 'Basic dXNlcg==', authentication: 'Bearer a.b.c' },
  ])('take a token from %j', (headers) => {
    expect(credentialsInHeaders(headers)).toEqual({ kind: 'token', token: 'a.b.c' })
  })

  it('keep what was said beside a token as claims', () => {
    expect(credentialsInHeaders({ ...ann, authorization: 'Bearer a.b.c' })).toEqual({
      kind: 'token',
      token: 'a.b.c',
      claimedUser: 'ann',
      claimedApiKey: 'ik_1',
    })
  })

  it('let key and secret win over the token of a gateway', () => {
    const headers = { ...key, 'x-engagespot-api-secret': 'is_1', authorization: 'Bearer a.b.c' }
    expect(credentialsInHeaders(headers)).toMatchObject({ kind: 'app' })
  })

  it.each(['', 'undefined', 'null'])('take the text %j for absent', (absent) => {
    expect(credentialsInHeaders({ ...key, 'x-engagespot-user-id': absent })).toEqual({ kind: 'none' })
    expect(credentialsInHeaders({ ...ann, 'x-engagespot-user-signature': absent })).not.toHaveProperty(
      'signature',
    )
    expect(credentialsInHeaders({ ...ann, 'x-engagespot-api-secret': absent })).toMatchObject({
      kind: 'user',
    })
    expect(credentialsInHeaders({ ...ann, authorization: `Bearer ${absent}` })).toMatchObject({
      kind: 'user',
    })
  })

  it.each([
    {},
    key,
    { 'x-engagespot-user-id': 'ann' },
    { 'x-engagespot-api-secret': 'is_1' },
    { authorization: 'Bearer' },
  ])('find none in %j', (headers) => {
    expect(credentialsInHeaders(headers)).toEqual({ kind: 'none' })
  })

  it('read user ids as UTF-8 where they are, else as Latin-1', () => {
    const sent = Buffer.from('Ünal-用户', 'utf8').toString('latin1')
    expect(credentialsInHeaders({ ...key, 'x-engagespot-user-id': sent })).toMatchObject({
      userIdentifier: 'Ünal-用户',
    })
    expect(credentialsInHeaders({ ...key, 'x-engagespot-user-id': 'Ünal' })).toMatchObject({
      userIdentifier: 'Ünal',
    })
  })
})

describe('credentials in a connect body', () => {
  it('are key and user id, or a token with both as claims', () => {
    expect(credentialsInConnect({ apiKey: 'ik_1', userId: 'ann', userSignature: 'c2ln' })).toEqual({
      kind: 'user',
      apiKey: 'ik_1',
      userIdentifier: 'ann',
      signature: 'c2ln',
    })
    expect(credentialsInConnect({ apiKey: 'ik_1', userId: 'ann', userToken: 'a.b.c' })).toEqual({
      kind: 'token',
      token: 'a.b.c',
      claimedUser: 'ann',
      claimedApiKey: 'ik_1',
    })
  })

  it('are none in a body without them', () => {
    expect(credentialsInConnect({ deviceType: 'browser' })).toEqual({ kind: 'none' })
    expect(credentialsInConnect({ apiKey: 7, userId: ['ann'] } as never)).toEqual({ kind: 'none' })
  })

  it.each([
    ['a\0b', /NUL or half/],
    ['\ud800', /NUL or half/],
    ['a'.repeat(256), /at most 255/],
  ])('refuse the user id %j by name', (userId, message) => {
    const read = () => credentialsInConnect({ apiKey: 'ik_1', userId })
    expect(read).toThrow(Problem)
    expect(read).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        fields: [{ field: 'userId', message: expect.stringMatching(message) }],
      }),
    )
  })
})

describe('credentials in a socket handshake', () => {
  const query = { apiKey: 'ik_1', userId: 'ann', EIO: '4', transport: 'websocket' }

  it('of a vendor stand in the query', () => {
    expect(credentialsInHandshake({ query: { ...query, userSignature: 'c2ln' }, auth: {} })).toEqual({
      protocol: 'vendor',
      credentials: { kind: 'user', apiKey: 'ik_1', userIdentifier: 'ann', signature: 'c2ln' },
    })
  })

  it.each(['undefined', 'null', ''])('of a vendor may be the text %j for absent', (absent) => {
    expect(
      credentialsInHandshake({ query: { ...query, userSignature: absent }, auth: {} }).credentials,
    ).toEqual({
      kind: 'user',
      apiKey: 'ik_1',
      userIdentifier: 'ann',
    })
    expect(credentialsInHandshake({ query: { ...query, userId: absent }, auth: {} }).credentials).toEqual({
      kind: 'none',
    })
  })

  it('of a vendor with a token are the token alone: the query is only a claim of the page', () => {
    expect(credentialsInHandshake({ query: { ...query, userId: 'bob' }, auth: { token: 'a.b.c' } })).toEqual({
      protocol: 'vendor',
      credentials: { kind: 'token', token: 'a.b.c' },
    })
  })

  it('of ours stand in auth, and the query counts for nothing', () => {
    const auth = { protocol: 1, apiKey: 'ik_1', userId: 'ann', token: 'a.b.c' }
    expect(credentialsInHandshake({ query: { ...query, userId: 'bob' }, auth })).toEqual({
      protocol: 'own',
      credentials: { kind: 'token', token: 'a.b.c', claimedUser: 'ann', claimedApiKey: 'ik_1' },
    })
    const open = { protocol: 1, apiKey: 'ik_1', userId: 'ann', signature: 'c2ln' }
    expect(credentialsInHandshake({ query: {}, auth: open }).credentials).toEqual({
      kind: 'user',
      apiKey: 'ik_1',
      userIdentifier: 'ann',
      signature: 'c2ln',
    })
  })

  it('of ours always name the user', () => {
    const auth = { protocol: 1, apiKey: 'ik_1', token: 'a.b.c' }
    expect(credentialsInHandshake({ query, auth }).credentials).toEqual({ kind: 'none' })
  })

  it('of a protocol that nobody knows are refused', () => {
    expect(() => credentialsInHandshake({ query, auth: { protocol: 2 } })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    )
  })
})

describe('claims beside a token', () => {
  const claims = (more: object): TokenCredentials => ({ kind: 'token', token: 'a.b.c', ...more })
  const proven = { apiKey: 'ik_1', userIdentifier: 'ann' }

  it('must agree with it where they are made', () => {
    expect(() => refuseMismatch(claims({}), proven)).not.toThrow()
    expect(() => refuseMismatch(claims({ claimedUser: 'ann', claimedApiKey: 'ik_1' }), proven)).not.toThrow()
  })

  it.each([{ claimedUser: 'bob' }, { claimedApiKey: 'ik_2' }])(
    'are refused when they do not: %j',
    (wrong) => {
      expect(() => refuseMismatch(claims(wrong), proven)).toThrow(
        expect.objectContaining({ code: 'identity_mismatch' }),
      )
    },
  )
})
