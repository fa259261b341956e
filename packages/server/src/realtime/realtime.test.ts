import { request } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { bodyOf, problem } from '@inboxkit/protocol'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createCallerAddresses } from '../http/caller-address.js'
import { aChange, aNotification, aTold } from './testing/builders.js'
import { aHead, type Harness, openRealtime } from './testing/harness.js'
import { openRawSocket, type RawSocket } from './testing/raw-socket.js'
import type { RealtimeOptions } from './types.js'

let open: Harness | undefined
const start = async (options?: Partial<RealtimeOptions>): Promise<Harness> => {
  open = await openRealtime(options)
  return open
}
afterEach(async () => {
  await open?.close()
  open = undefined
})

const beaconOf = (userId: number, seq?: number) => {
  const { epoch, seq: at, counts } = aHead(userId, seq)
  return { epoch, seq: at, counts }
}

const refused = async (connecting: Promise<unknown>): Promise<{ message: string; data?: unknown }> =>
  connecting.then(
    () => expect.fail('the connection was not refused'),
    (error: { message: string; data?: unknown }) => error,
  )

/** The server has said goodbye, in an empty frame. */
const ended = (raw: RawSocket) => vi.waitFor(() => expect(raw.received()).toMatch(/\x88\0$/))

const dropped = (listener: { socket: { connected: boolean } }) =>
  vi.waitFor(() => expect(listener.socket.connected).toBe(false))

describe('a handshake', () => {
  it('of our client gets a hello with the head of its feed', async () => {
    const { own, asked } = await start()
    const ann = await own('ann')
    await vi.waitFor(() => expect(ann.heard).toEqual([['beacon', beaconOf(1)]]))
    expect(asked).toEqual([[1]])
  })

  it.each(['/', '/foo/', '/v3'])(
    'is answered in the namespace %j, as a path in the base URL makes it',
    async (path) => {
      const { own, vendor, realtime } = await start()
      const [ours, theirs] = [await own('ann', { path }), await vendor('ann', { path })]
      await vi.waitFor(() => expect(ours.named('beacon')).toHaveLength(1))
      realtime.tell(1, aTold({ changes: [aChange(aNotification())] }))
      await vi.waitFor(() => expect(ours.named('feed')).toHaveLength(1))
      await vi.waitFor(() => expect(theirs.named('NEW_NOTIFICATION')).toHaveLength(1))
    },
  )

  it.each(['undefined', 'null'])(
    'with the text %j for a missing user is refused as without one',
    async (userId) => {
      const { vendor } = await start()
      expect(await refused(vendor(userId))).toMatchObject({ data: { code: 'missing_credentials' } })
    },
  )

  it('that is refused says why', async () => {
    const { own, vendor, realtime } = await start()
    const wire = {
      status: 'error',
      code: 'invalid_credentials',
      message: 'The API key or secret is not valid',
    }
    for (const connecting of [own('mallory'), vendor('mallory'), vendor('mallory', { path: '/foo/' })])
      expect(await refused(connecting)).toMatchObject({ message: wire.message, data: wire })
    expect(realtime.connectedUsers()).toEqual([])
  })

  it('that fails by our own fault does not say how', async () => {
    const { own } = await start({
      authenticate: () => Promise.reject(new Error('relation "app" does not exist')),
    })
    const error = await refused(own('ann'))
    expect(error).toMatchObject({ data: { code: 'internal' } })
    expect(JSON.stringify([error.message, error.data])).not.toContain('relation')
  })

  it('from an origin that is not allowed is refused before anything is looked up', async () => {
    const authenticate = vi.fn()
    const { url } = await start({ authenticate, allowOrigin: (origin) => origin === 'https://shop.test' })
    const socket = io(url, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { origin: 'https://evil.test' },
    })
    const error = await new Promise((resolve) => socket.once('connect_error', resolve))
    socket.disconnect()
    expect(error).toMatchObject({ data: { code: 'origin_refused' } })
    expect(authenticate).not.toHaveBeenCalled()
  })

  it('by long polling is not answered, and other paths are left alone', async () => {
    const { url } = await start()
    expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(400)
    expect(await (await fetch(`${url}/v3/notifications`)).text()).toBe('not a socket')
  })

  it('into a namespace with an endless name is refused', async () => {
    const { own } = await start()
    expect((await refused(own('ann', { path: `/${'x'.repeat(300)}` }))).message).toBe('Invalid namespace')
  })
})

describe('telling', () => {
  it('reaches our sockets as feed and vendors by their events, never the other way round', async () => {
    const { own, vendor, realtime } = await start()
    const [ours, theirs] = [await own('ann'), await vendor('ann')]
    const event = aTold({ changes: [aChange(aNotification())] })
    realtime.tell(1, { ...event, moved: ['readAll'] })
    await vi.waitFor(() => expect(ours.named('feed')).toEqual([event]))
    await vi.waitFor(() =>
      expect(theirs.heard.map(([name]) => name)).toEqual([
        'NEW_NOTIFICATION',
        'ALL_NOTIFICATION_READ',
        'NOTIFICATION_SEEN',
      ]),
    )
    expect(ours.heard.map(([name]) => name).filter((name) => name !== 'beacon')).toEqual(['feed'])
  })

  it('reaches every socket of the user once, and nobody else', async () => {
    const { own, vendor, realtime } = await start()
    const mine = [await own('ann'), await own('ann'), await own('ann', { path: '/foo' })]
    const others = [await own('bob'), await vendor('bob')]
    realtime.tell(1, aTold())
    realtime.tell(2, aTold({ seq: 9, changes: [aChange(aNotification())] }))
    for (const each of mine) await vi.waitFor(() => expect(each.named('feed')).toEqual([aTold()]))
    for (const each of others)
      await vi.waitFor(() => expect(each.heard.filter(([name]) => name !== 'beacon')).toHaveLength(1))
  })

  it('gives a bare hint to our sockets only', async () => {
    const { own, vendor, realtime } = await start()
    const [ours, theirs] = [await own('ann'), await vendor('ann')]
    await vi.waitFor(() => expect(ours.named('beacon')).toHaveLength(1))
    realtime.hint(1, { epoch: 'epoch-1', seq: 9 })
    realtime.tell(1, aTold({ changes: [aChange(null)] }))
    await vi.waitFor(() => expect(ours.named('beacon')).toEqual([beaconOf(1), { epoch: 'epoch-1', seq: 9 }]))
    await vi.waitFor(() => expect(theirs.named('NOTIFICATION_DELETED')).toEqual([{ id: 5012 }]))
    expect(theirs.named('beacon')).toEqual([])
  })

  it('knows who is there to hear it', async () => {
    const { own, vendor, realtime } = await start()
    expect(realtime.isConnected(1)).toBe(false)
    const [ours, theirs] = [await own('ann'), await vendor('bob')]
    expect(new Set(realtime.connectedUsers())).toEqual(new Set([1, 2]))
    ours.socket.disconnect()
    await vi.waitFor(() => expect(realtime.connectedUsers()).toEqual([2]))
    theirs.socket.disconnect()
    await vi.waitFor(() => expect(realtime.isConnected(2)).toBe(false))
    realtime.tell(2, aTold())
  })
})

describe('the beacon', () => {
  it('reads all users at once, every 20 seconds, and reaches our sockets only', async () => {
    const { own, vendor, asked, clock, heads } = await start()
    const [ann, bob, theirs] = [await own('ann'), await own('bob'), await vendor('ann')]
    for (const each of [ann, bob]) await vi.waitFor(() => expect(each.named('beacon')).toHaveLength(1))
    asked.length = 0
    heads.set(1, aHead(1, 8))
    clock.advance(19_999)
    expect(asked).toEqual([])
    clock.advance(1)
    expect(asked).toEqual([[1, 2]])
    await vi.waitFor(() => expect(ann.named('beacon')).toEqual([beaconOf(1), beaconOf(1, 8)]))
    await vi.waitFor(() => expect(bob.named('beacon')).toHaveLength(2))
    expect(theirs.heard).toEqual([])
  })

  it('asks nothing while nobody listens', async () => {
    const { vendor, asked, clock } = await start()
    await vendor('ann')
    clock.advance(100_000)
    expect(asked).toEqual([])
  })

  it('shares one query among sockets that join while another is being read', async () => {
    const answers: (() => void)[] = []
    const asked: number[][] = []
    const { own } = await start({
      readHeads: async (userIds) => {
        asked.push([...userIds])
        await new Promise<void>((resolve) => answers.push(resolve))
        return userIds.map((userId) => aHead(userId))
      },
    })
    const first = await own('ann')
    const others = [await own('bob'), await own('ann'), await own('bob')]
    answers[0]?.()
    await vi.waitFor(() => expect(asked).toEqual([[1], [2, 1]]))
    answers[1]?.()
    for (const each of [first, ...others])
      await vi.waitFor(() => expect(each.named('beacon')).toHaveLength(1))
  })

  it('outlives a database that cannot be read', async () => {
    let isDown = true
    const { own, clock } = await start({
      readHeads: async (userIds) => {
        if (isDown) throw new Error('connection refused')
        return userIds.map((userId) => aHead(userId))
      },
    })
    const ann = await own('ann')
    clock.advance(20_000)
    await setImmediate()
    isDown = false
    clock.advance(20_000)
    await vi.waitFor(() => expect(ann.named('beacon')).toEqual([beaconOf(1)]))
  })
})

describe('a socket is closed', () => {
  it('when its token expires: ours are told, vendors just leave', async () => {
    const { own, vendor, people, clock, realtime } = await start()
    const expiresAt = new Date(clock.now().getTime() + 60_000)
    people.set('brief', { userId: 1, expiresAt })
    const [ours, theirs, lasting] = [
      await own('ann', { auth: { token: 'brief' } }),
      await vendor('ann', { auth: { token: 'brief' } }),
      await own('ann'),
    ]
    clock.advance(59_999)
    realtime.tell(1, aTold())
    await vi.waitFor(() => expect(ours.named('feed')).toHaveLength(1))
    clock.advance(1)
    await dropped(ours)
    await dropped(theirs)
    expect(ours.named('problem')).toEqual([bodyOf(problem('token_expired'))])
    expect(theirs.named('problem')).toEqual([])
    expect(lasting.socket.connected).toBe(true)
    expect(realtime.isConnected(1)).toBe(true)
  })

  it('when its token has expired before it joined', async () => {
    const { own, people, clock } = await start()
    people.set('stale', { userId: 1, expiresAt: new Date(clock.now().getTime() - 1) })
    const ann = await own('ann', { auth: { token: 'stale' } })
    clock.advance(0)
    await dropped(ann)
  })

  it('with its user, and nobody else', async () => {
    const { own, vendor, realtime } = await start()
    const [ours, theirs, bob] = [await own('ann', { path: '/foo' }), await vendor('ann'), await own('bob')]
    realtime.disconnectUser(1, problem('user_deleted'))
    await dropped(ours)
    await dropped(theirs)
    expect(ours.named('problem')).toEqual([bodyOf(problem('user_deleted'))])
    expect(bob.socket.connected).toBe(true)
    expect(realtime.connectedUsers()).toEqual([2])
  })

  it('with the key that had proven it', async () => {
    const { own, people, realtime } = await start()
    people.set('ann', { userId: 1, keyId: 'old' })
    people.set('bob', { userId: 2, keyId: 'new' })
    people.set('eve', { userId: 3, appId: 2, keyId: 'old' })
    const [ann, bob, eve] = [await own('ann'), await own('bob'), await own('eve')]
    realtime.disconnectKey(1, 'old')
    await dropped(ann)
    expect(ann.named('problem')).toEqual([bodyOf(problem('credentials_revoked'))])
    expect([bob.socket.connected, eve.socket.connected]).toEqual([true, true])
  })

  it('at shutdown, in a way after which clients come back by themselves', async () => {
    const { own, vendor, realtime } = await start()
    const [ours, theirs] = [await own('ann'), await vendor('ann')]
    const reasons = Promise.all(
      [ours, theirs].map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve))),
    )
    await realtime.close()
    // socket.io-client reconnects after this reason, and not after `io server disconnect`.
    expect(await reasons).toEqual(['transport close', 'transport close'])
    expect(realtime.connectedUsers()).toEqual([])
    await refused(own('ann'))
  })
})

describe('limits', () => {
  it('refuse one connection more than 100 of a user, and take one again when one has gone', async () => {
    const { own, vendor, realtime } = await start()
    const held = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? own('ann') : vendor('ann'))),
    )
    const error = await refused(own('ann'))
    expect(error).toMatchObject({ data: { code: 'rate_limited', message: expect.stringContaining('100') } })
    await own('bob')
    held[0]?.socket.disconnect()
    await vi.waitFor(async () => expect((await own('ann')).socket.connected).toBe(true))
    realtime.tell(1, aTold())
    for (const each of held.filter((_, n) => n % 2))
      await vi.waitFor(() => expect(each.named('feed')).toHaveLength(1))
  })

  it('count connections that come at the same moment', async () => {
    const { own } = await start({ limits: { connectionsPerUser: 3 } })
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => own('ann')))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })

  it('drop a client that never reads, while others hear everything', async () => {
    const { own, port, realtime } = await start()
    const reader = await own('bob')
    const raw = await openRawSocket(port)
    raw.send('40{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
    await vi.waitFor(() => expect(realtime.isConnected(1)).toBe(true))
    raw.tcp.pause()
    const large = aTold({ changes: [aChange(aNotification({ message: 'x'.repeat(100_000) }))] })
    let told = 0
    while (realtime.isConnected(1) && told < 2000) {
      realtime.tell(1, large)
      realtime.tell(2, aTold())
      told++
      await setImmediate()
    }
    expect(realtime.isConnected(1)).toBe(false)
    await vi.waitFor(() => expect(reader.named('feed')).toHaveLength(told))
    raw.tcp.destroy()
  })

  it('ignore what clients say, and cut off one that does not stop', async () => {
    const { own, realtime } = await start()
    const ann = await own('ann')
    ann.socket.emit('feed', aTold())
    ann.socket.emit('join', 'user:2', () => expect.fail('nobody answers'))
    ann.socket.emit('error', new Error('not ours'))
    realtime.tell(1, aTold())
    await vi.waitFor(() => expect(ann.named('feed')).toHaveLength(1))
    for (let n = 0; n < 200; n++) ann.socket.emit('noise', n)
    await dropped(ann)
  })

  it('cut off a message that is too large, and one that is no socket.io', async () => {
    const { own, port, realtime } = await start()
    const ann = await own('ann')
    ann.socket.emit('large', 'x'.repeat(20_000))
    await dropped(ann)
    const raw = await openRawSocket(port)
    raw.send('40{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
    await vi.waitFor(() => expect(realtime.isConnected(1)).toBe(true))
    raw.send('4garbage')
    await vi.waitFor(() => expect(realtime.isConnected(1)).toBe(false))
    raw.tcp.destroy()
  })

  it('refuse an address that has too many connections on which nobody says who it is', async () => {
    const { own, port, realtime } = await start({ limits: { strangersPerAddress: 50 } })
    const known = await own('ann')
    const strangers = await Promise.all(Array.from({ length: 50 }, () => openRawSocket(port)))
    await refused(own('bob'))
    expect(known.socket.connected).toBe(true)
    strangers[0]?.send('40{"protocol":1,"apiKey":"ik_1","userId":"bob"}')
    await vi.waitFor(() => expect(realtime.isConnected(2)).toBe(true))
    await own('bob')
    strangers[1]?.send('40{"protocol":1,"apiKey":"ik_1","userId":"nobody"}')
    for (const user of ['bob', 'ann']) expect((await own(user)).socket.connected).toBe(true)
    await openRawSocket(port)
    await refused(own('bob'))
    for (const { tcp } of strangers) tcp.destroy()
    await vi.waitFor(async () => expect((await own('bob')).socket.connected).toBe(true))
  })

  it('count strangers by where they come from, as a proxy says it', async () => {
    const { of } = createCallerAddresses(['127.0.0.1'])
    const { url } = await start({ addressOf: of, limits: { strangersPerAddress: 1 } })
    const from = (address: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
          headers: {
            'x-forwarded-for': `127.0.0.1, ${address}`,
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
          },
        })
        asked.on('upgrade', ({ statusCode }, socket) => {
          onTestFinished(() => void socket.destroy())
          resolve(statusCode)
        })
        asked.on('response', ({ statusCode }) => resolve(statusCode))
        asked.on('error', reject).end()
      })
    expect(await from('203.0.113.1')).toBe(101)
    expect(await from('203.0.113.1')).toBe(400)
    expect(await from('203.0.113.2')).toBe(101)
    expect(await from('2001:db8:1:2::1')).toBe(101)
    expect(await from('2001:db8:1:2::2')).toBe(400)
  })

  it('close a connection on which nobody says who it is, and one that everybody has left', async () => {
    const { port, realtime } = await start({ limits: { handshakeMs: 50 } })
    const silent = await openRawSocket(port)
    await ended(silent)
    const leaving = await openRawSocket(port)
    leaving.send('40{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
    leaving.send('40/other,{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
    await vi.waitFor(() => expect(leaving.received().match(/"sid"/g)).toHaveLength(3))
    leaving.send('41/other,')
    realtime.tell(1, aTold())
    await vi.waitFor(() => expect(leaving.received()).toContain('"feed"'))
    leaving.send('41')
    await ended(leaving)
    expect(realtime.connectedUsers()).toEqual([])
  })

  it('close a connection that speaks before it says who it is, or past its namespace', async () => {
    const { port, asked, realtime } = await start()
    for (const said of ['42["feed",{}]', '42/admin,["feed",{}]', '41']) {
      const raw = await openRawSocket(port)
      raw.send(said)
      await ended(raw)
    }
    const raw = await openRawSocket(port)
    raw.send('40{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
    await vi.waitFor(() => expect(realtime.isConnected(1)).toBe(true))
    raw.send('42/admin,["feed",{}]')
    await ended(raw)
    expect(asked.flat()).not.toContain(2)
  })

  it('forget a client that leaves while its credentials are looked up', async () => {
    const answers: (() => void)[] = []
    const { port, realtime } = await start({
      authenticate: async () => {
        await new Promise<void>((resolve) => answers.push(resolve))
        return { userId: 1, appId: 1, protocol: 'own' }
      },
    })
    const raw = await openRawSocket(port)
    raw.send('40{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    raw.tcp.destroy()
    await vi.waitFor(async () => expect(await connectionsOf(open)).toBe(0))
    answers[0]?.()
    await setImmediate()
    expect(realtime.connectedUsers()).toEqual([])
  })
})

const connectionsOf = (harness: Harness | undefined): Promise<number> =>
  new Promise((resolve, reject) =>
    harness?.httpServer.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
