import { bodyOf, problem } from '@inboxkit/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Opened, openInbox, type Setting } from './testing/open-inbox.js'
import { aToken } from './testing/token.js'

let warnings: string[] = []
beforeEach(() => {
  warnings = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => warnings.push(text))
})
afterEach(() => vi.restoreAllMocks())

const paths = ({ network }: Opened): string[] => network.requests.map(({ path }) => path)
const connect = '/v3/sdk/connect'
const changes = '/v3/notifications/changes'

const openLive = async (setting: Setting = { notifications: 1 }) => {
  const opened = openInbox(setting)
  const stop = opened.inbox.counts.subscribe(() => {})
  await opened.pass()
  return { ...opened, stop }
}

describe('an inbox', () => {
  it('does nothing before its first subscriber', async () => {
    const opened = openInbox({ notifications: 1 })
    const { inbox, network, platform, clock } = opened
    const read = [inbox.feed().get(), inbox.counts.get(), inbox.connection.get(), inbox.item(1001).get()]
    await clock.advance(60_000)
    expect(read).toMatchObject([{ status: { kind: 'idle' }, ids: [] }, null, { kind: 'idle' }, undefined])
    expect([network.requests.length, network.opened(), platform.listeners(), clock.timers()]).toEqual([
      0, 0, 0, 0,
    ])
  })

  it('connects once and opens one socket, though views mount twice', async () => {
    const opened = openInbox({ notifications: 1 })
    const { inbox, network, pass } = opened
    for (const value of [inbox.counts, inbox.feed(), inbox.connection, inbox.item(1001), inbox.counts]) {
      value.subscribe(() => {})()
      value.subscribe(() => {})
    }
    await pass()
    await pass(60_000)
    expect(paths(opened)).toEqual([connect])
    expect([network.opened(), network.wires.length]).toEqual([1, 1])
    expect(inbox.connection.get().kind).toBe('live')
    expect(inbox.app.get()?.name).toBe('Shop')
  })

  it('asks with its connect for the feed that is on the screen', async () => {
    const opened = openInbox({ notifications: 1 })
    const { inbox, network, pass } = opened
    inbox.counts.subscribe(() => {})
    const list = inbox.feed({ state: 'unread' })
    list.subscribe(() => {})
    expect(list.get().status).toEqual({ kind: 'loading' })
    await pass()
    expect(network.requests[0]?.body).toMatchObject({ feed: { limit: 25, filter: { state: 'unread' } } })
    expect(list.get().ids).toEqual([1001])
    expect(paths(opened)).toEqual([connect])
  })

  it('has the first rows ready for a list that is opened later', async () => {
    const { inbox, pass, ...opened } = await openLive({ notifications: 2 })
    const list = inbox.feed()
    list.subscribe(() => {})
    expect(list.get()).toMatchObject({ status: { kind: 'ready' }, ids: [1002, 1001] })
    await pass()
    expect(opened.network.requests).toHaveLength(1)
  })

  it('stops 5 s after its last subscriber, and resumes where it stood', async () => {
    const opened = await openLive()
    const { inbox, network, platform, feed, clock, pass, stop } = opened
    stop()
    stop()
    await pass(4900)
    expect(network.wires).toHaveLength(1)
    await pass(200)
    expect([network.wires.length, platform.listeners(), clock.timers()]).toEqual([0, 0, 0])
    expect(inbox.connection.get()).toEqual({ kind: 'idle' })
    feed.create()
    await pass(60_000)
    inbox.counts.subscribe(() => {})
    expect(inbox.counts.get()?.total).toBe(1)
    await pass(1)
    expect(inbox.counts.get()?.total).toBe(2)
    expect(paths(opened)).toEqual([connect, changes])
    expect([network.opened(), network.wires.length]).toEqual([2, 1])
  })

  it('goes on when a new subscriber comes within that time', async () => {
    const { inbox, network, pass, stop } = await openLive()
    stop()
    await pass(4000)
    inbox.counts.subscribe(() => {})
    await pass(60_000)
    expect([network.opened(), network.wires.length]).toEqual([1, 1])
  })

  it('stays stopped after it was closed', async () => {
    const { inbox, network, platform, clock, pass } = await openLive()
    inbox.close()
    inbox.close()
    inbox.feed().subscribe(() => {})
    await pass(60_000)
    expect([network.wires.length, platform.listeners(), clock.timers()]).toEqual([0, 0, 0])
    expect(network.requests).toHaveLength(1)
  })

  it('says who it is in the handshake, at the right address', async () => {
    const userToken = aToken()
    const { network } = await openLive({ options: { baseUrl: 'https://inbox.test/in/', userToken } })
    expect(network.wires[0]).toMatchObject({
      url: 'https://inbox.test',
      path: '/in/socket.io/',
      auth: { protocol: 1, apiKey: 'key', userId: 'ann', token: userToken },
    })
  })
})

describe('a lost connection', () => {
  it('comes back by itself, with what was missed', async () => {
    const opened = await openLive()
    const { inbox, network, feed, pass } = opened
    await pass(20_000)
    network.wires[0]?.cut()
    feed.create()
    expect(inbox.connection.get()).toMatchObject({ kind: 'waiting', reason: { code: 'offline' } })
    await pass(1000)
    expect(inbox.connection.get().kind).toBe('live')
    expect(inbox.counts.get()?.total).toBe(2)
    expect(paths(opened)).toEqual([connect, changes])
  })

  it('falls back to asking now and then where sockets do not get through', async () => {
    const opened = await openLive()
    const { inbox, network, feed, pass } = opened
    network.refuseSocket = () => problem('shutting_down')
    network.wires[0]?.cut()
    await pass(10_000)
    feed.create()
    await pass(40_000)
    expect(inbox.connection.get()).toMatchObject({ kind: 'polling', reason: { code: 'shutting_down' } })
    expect(inbox.counts.get()?.total).toBe(2)
  })

  it('is honest: polling while requests get through, waiting when they do not, and live again', async () => {
    const { inbox, network, platform, pass } = await openLive()
    const kinds: string[] = []
    inbox.connection.subscribe(() => kinds.push(inbox.connection.get().kind))
    network.setWebSocketsBlocked(true)
    await pass(60_000)
    // One more try is nothing new.
    expect([...new Set(kinds.slice(kinds.indexOf('polling')))]).toEqual(['polling'])
    network.setDown(true)
    await pass(60_000)
    expect(inbox.connection.get().kind).toBe('waiting')
    network.setDown(false)
    await pass(60_000)
    expect(inbox.connection.get().kind).toBe('polling')
    network.setWebSocketsBlocked(false)
    platform.setVisible(true)
    await pass(1)
    expect(inbox.connection.get().kind).toBe('live')
  })

  it('is known when nothing is heard for 30 s, though nobody has closed it', async () => {
    const opened = await openLive()
    const { inbox, network, feed, pass } = opened
    network.isInstant = false
    feed.create()
    await pass(29_000)
    expect(network.opened()).toBe(1)
    network.isInstant = true
    network.wires[0]?.lose(0)
    await pass(3000)
    expect([network.opened(), network.wires.length, inbox.connection.get().kind]).toEqual([2, 1, 'live'])
    expect(inbox.counts.get()?.total).toBe(2)
  })

  it('is known at once when the machine goes offline, and tried at once when it is back', async () => {
    const opened = await openLive()
    const { inbox, network, platform, feed, pass } = opened
    network.setDown(true)
    platform.setOnline(false)
    expect(inbox.connection.get()).toMatchObject({ kind: 'waiting', reason: { code: 'offline' } })
    await pass(100_000)
    feed.create()
    network.setDown(false)
    platform.setOnline(true)
    await pass(1)
    expect(inbox.connection.get().kind).toBe('live')
    expect(inbox.counts.get()?.total).toBe(2)
  })

  it('is tried at once when somebody looks', async () => {
    const { inbox, network, platform, pass } = await openLive()
    network.setDown(true)
    await pass(200_000)
    network.setDown(false)
    platform.setVisible(false)
    expect(inbox.connection.get().kind).toBe('waiting')
    platform.setVisible(true)
    await pass(1)
    expect(inbox.connection.get().kind).toBe('live')
  })

  it('is tried again soon when the try fails during which somebody came to look', async () => {
    const { inbox, network, platform, pass } = await openLive()
    network.setDown(true)
    await pass(200_000)
    network.setDown(false)
    network.isInstant = false
    // The wait ends, and this one hangs.
    while (network.calls.length === 0) await pass(1000)
    platform.setVisible(true)
    for (const call of [...network.calls]) call.lose()
    for (const wire of [...network.wires]) wire.cut()
    network.isInstant = true
    await pass(1000)
    expect(inbox.connection.get().kind).toBe('live')
  })

  it('is suspected after a sleep: what was missed is asked for', async () => {
    const opened = await openLive()
    const { inbox, network, platform, feed, clock, pass } = opened
    platform.setVisible(true)
    await pass(1)
    expect(paths(opened)).toEqual([connect])
    network.isInstant = false
    feed.create()
    network.wires[0]?.lose(0)
    network.isInstant = true
    clock.sleep(3_600_000)
    platform.setVisible(true)
    await pass(1)
    expect(inbox.counts.get()?.total).toBe(2)
    expect(paths(opened)).toEqual([connect, changes])
  })
})

describe('a first connect that fails', () => {
  it('is told, tried again, and heals', async () => {
    const opened = openInbox({ notifications: 1 })
    const { inbox, network, pass } = opened
    const list = inbox.feed()
    network.setDown(true)
    list.subscribe(() => {})
    await pass()
    expect(inbox.connection.get()).toMatchObject({ kind: 'waiting', reason: { code: 'offline' } })
    expect(list.get().status).toMatchObject({ kind: 'failed', problem: { code: 'offline' } })
    network.setDown(false)
    await pass(1000)
    expect(list.get()).toMatchObject({ status: { kind: 'ready' }, ids: [1001] })
    expect(inbox.connection.get().kind).toBe('live')
  })

  it('is tried at once when its user asks', async () => {
    const { inbox, network, pass } = openInbox({ notifications: 1 })
    const list = inbox.feed()
    network.setDown(true)
    list.subscribe(() => {})
    await pass(100_000)
    network.setDown(false)
    await list.refresh()
    expect(list.get().status).toEqual({ kind: 'loading' })
    await pass(1)
    expect(list.get().ids).toEqual([1001])
  })

  it('by a server that is not ours says so and goes on', async () => {
    const { inbox, network, pass } = openInbox()
    network.intercept = () => ({ status: 200, body: { hello: 'world' }, headers: {} })
    inbox.counts.subscribe(() => {})
    await pass()
    expect(inbox.connection.get()).toMatchObject({ kind: 'waiting', reason: { code: 'garbled' } })
  })

  it('by a wrong key is the end, for every feed, with one sentence on what to do', async () => {
    const opened = openInbox()
    const { inbox, network, platform, pass } = opened
    network.intercept = () => problem('invalid_credentials')
    const list = inbox.feed()
    list.subscribe(() => {})
    await pass(600_000)
    platform.setVisible(true)
    platform.setOnline(true)
    await pass(60_000)
    expect(inbox.connection.get()).toMatchObject({ kind: 'refused', reason: { code: 'invalid_credentials' } })
    expect(list.get().status).toMatchObject({ kind: 'failed', problem: { code: 'invalid_credentials' } })
    const other = inbox.feed({ state: 'unread' })
    other.subscribe(() => {})
    await list.refresh()
    for (const { get } of [list, other]) expect(get().status).toMatchObject({ kind: 'failed' })
    expect(paths(opened)).toEqual([connect])
    expect(warnings).toEqual([expect.stringContaining('does not know this apiKey')])
  })
})

describe('a token', () => {
  const renewing = (setting: Setting = {}) => {
    let calls = 0
    const userToken = (): string => aToken({ jti: String(++calls) })
    const opened = openInbox({ notifications: 1, ...setting, options: { userToken } })
    opened.inbox.feed().subscribe(() => {})
    return { ...opened, calls: () => calls }
  }

  it('is fetched once for the connect and the socket', async () => {
    const { inbox, calls, pass } = renewing()
    await pass()
    expect(inbox.connection.get().kind).toBe('live')
    expect(calls()).toBe(1)
  })

  it('that runs out while we are live is replaced, and the socket comes back', async () => {
    const { inbox, network, calls, pass } = renewing()
    await pass()
    network.wires[0]?.emit('problem', bodyOf(problem('token_expired')))
    network.wires[0]?.cut()
    await pass(2000)
    expect(inbox.connection.get().kind).toBe('live')
    expect([calls(), network.opened()]).toEqual([2, 2])
  })

  it('that a socket refuses is replaced once, and then it is the end', async () => {
    const { inbox, network, calls, pass } = renewing()
    network.refuseSocket = () => problem('token_expired')
    await pass(60_000)
    expect(inbox.connection.get()).toMatchObject({ kind: 'refused', reason: { code: 'token_expired' } })
    expect([calls(), network.opened()]).toEqual([2, 2])
    expect(warnings).toEqual([expect.stringContaining('token has expired')])
  })

  it('of somebody else never leaves the page', async () => {
    const { inbox, network, pass } = openInbox({ options: { userToken: aToken({ sub: 'user:bob' }) } })
    inbox.counts.subscribe(() => {})
    await pass(60_000)
    expect(inbox.connection.get()).toMatchObject({ kind: 'refused', reason: { code: 'identity_mismatch' } })
    expect(network.requests).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  it('that is refused for good in any request ends the connection', async () => {
    const opened = await openLive({ notifications: 1, options: { userToken: aToken() } })
    const { inbox, network, pass } = opened
    network.intercept = () => problem('token_expired')
    const read = inbox.markRead(1001).catch((reason: unknown) => reason)
    await pass()
    expect(await read).toMatchObject({ code: 'token_expired' })
    expect(inbox.connection.get()).toMatchObject({ kind: 'refused' })
    expect(inbox.counts.get()?.unread).toBe(1)
  })
})

describe('being told to go', () => {
  for (const code of ['credentials_revoked', 'user_deleted'] as const) {
    it(`(${code}) is the end`, async () => {
      const { inbox, network, pass } = await openLive()
      network.wires[0]?.emit('problem', bodyOf(problem(code)))
      network.wires[0]?.cut()
      await pass(60_000)
      expect(inbox.connection.get()).toMatchObject({ kind: 'refused', reason: { code } })
      expect(network.opened()).toBe(1)
    })
  }

  it('for an origin that is not allowed says what to do', async () => {
    const opened = openInbox()
    opened.network.refuseSocket = () => problem('origin_refused')
    opened.inbox.counts.subscribe(() => {})
    await opened.pass(60_000)
    expect(opened.inbox.connection.get().kind).toBe('refused')
    expect(warnings).toEqual([expect.stringContaining('"origins"')])
  })
})

describe('advice', () => {
  it('is given once when the server cannot be reached at first, and not when the network is missing', async () => {
    const opened = openInbox()
    opened.network.setDown(true)
    opened.platform.setOnline(false)
    opened.inbox.counts.subscribe(() => {})
    await opened.pass(60_000)
    expect(warnings).toEqual([])
    opened.platform.setOnline(true)
    await opened.pass(60_000)
    expect(warnings).toEqual([expect.stringContaining('baseUrl')])
  })

  it('is not given in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const opened = openInbox()
    opened.network.intercept = () => problem('invalid_credentials')
    opened.inbox.counts.subscribe(() => {})
    await opened.pass()
    expect(opened.inbox.connection.get().kind).toBe('refused')
    expect(warnings).toEqual([])
    vi.unstubAllEnvs()
  })
})
