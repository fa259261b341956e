import type { AddressInfo } from 'node:net'
import { bodyOf, problem } from '@inboxkit/protocol'
import { createClock, createTestServer, type TestClock } from '@inboxkit/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { WebSocketClass } from '../platform/web-socket.js'
import { type Auth, openSocket } from './socket.js'

/** A socket whose server is the test. */
class Scripted {
  static all: Scripted[] = []
  readonly sent: string[] = []
  readonly listeners = new Map<string, (event: never) => void>()
  isClosed = false
  readonly url: string
  constructor(url: string) {
    this.url = url
    Scripted.all.push(this)
  }
  send(data: string): void {
    this.sent.push(data)
  }
  close(): void {
    this.isClosed = true
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener)
  }
  say(data: unknown): void {
    this.listeners.get('message')?.({ data } as never)
  }
  end(): void {
    this.listeners.get('close')?.(undefined as never)
  }
}

const auth: Auth = { protocol: 1, apiKey: 'key', userId: 'ann', token: undefined }
const hello = '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":16384}'
let clock: TestClock
let heard: string[]
beforeEach(() => {
  clock = createClock()
  heard = []
  Scripted.all = []
})

const events = {
  onOpen: () => void heard.push('open'),
  onClose: ({ code, message }: { code: string; message: string }) => void heard.push(`${code}: ${message}`),
  onEvent: (name: string, payload: unknown) => void heard.push(`${name} ${JSON.stringify(payload)}`),
}
const open = (baseUrl = 'https://inbox.test/in/') => {
  const close = openSocket(baseUrl, auth, Scripted, clock, events)
  return { close, socket: Scripted.all.at(-1) as Scripted }
}
const openLive = () => {
  const opened = open()
  opened.socket.say(hello)
  opened.socket.say('40{"sid":"y"}')
  return opened
}

describe('a socket', () => {
  it('is opened where the server answers them, whatever its path, and says who it is', () => {
    const { socket } = open()
    expect(socket.url).toBe('wss://inbox.test/in/socket.io/?EIO=4&transport=websocket')
    socket.say(hello)
    expect(socket.sent).toEqual(['40{"protocol":1,"apiKey":"key","userId":"ann"}'])
    expect(heard).toEqual([])
    socket.say('40{"sid":"y"}')
    expect(heard).toEqual(['open'])
    expect(open('http://localhost:4400').socket.url).toMatch(/^ws:\/\/localhost:4400\/socket\.io\//)
  })

  it('hands on events, and answers pings', () => {
    const { socket } = openLive()
    socket.say('42["beacon",{"epoch":"e","seq":1}]')
    socket.say('2')
    socket.say('42["settings",{"changed":"profile"}]')
    expect(heard.slice(1)).toEqual(['beacon {"epoch":"e","seq":1}', 'settings {"changed":"profile"}'])
    expect(socket.sent.slice(1)).toEqual(['3'])
  })

  it('that is refused says why', () => {
    const { socket } = open()
    socket.say(hello)
    const data = bodyOf(problem('invalid_credentials'))
    socket.say(`44${JSON.stringify({ message: data.error, data })}`)
    expect(heard).toEqual(['invalid_credentials: The API key or secret is not valid'])
    expect(socket.isClosed).toBe(true)
  })

  it('that is closed for cause was told it just before', () => {
    const { socket } = openLive()
    socket.say(`42["problem",${JSON.stringify(bodyOf(problem('token_expired')))}]`)
    socket.say('41')
    socket.end()
    expect(heard).toEqual(['open', 'token_expired: The user token has expired'])
  })

  for (const [how, end] of [
    ['closes', (socket: Scripted) => socket.end()],
    ['is told to go by its transport', (socket: Scripted) => socket.say('1')],
    ['leaves its namespace', (socket: Scripted) => socket.say('41')],
  ] as const)
    it(`that ${how} is offline, once`, () => {
      const { socket } = openLive()
      end(socket)
      end(socket)
      socket.say('42["beacon",{}]')
      expect(heard).toEqual(['open', 'offline: The server cannot be reached'])
      expect(clock.timers()).toBe(0)
    })

  it('is dead when no ping comes for as long as the server said', async () => {
    const { socket } = openLive()
    await clock.advance(44_000)
    socket.say('2')
    await clock.advance(44_000)
    expect(heard).toEqual(['open'])
    await clock.advance(1000)
    expect(heard.at(-1)).toBe('timed_out: The server did not answer in time')
    expect(socket.isClosed).toBe(true)
  })

  for (const frames of [[], [hello]])
    it(`that is not let in within 20 s is given up (${frames.length} frames)`, async () => {
      const { socket } = open()
      for (const frame of frames) socket.say(frame)
      await clock.advance(19_999)
      expect(heard).toEqual([])
      await clock.advance(1)
      expect(heard).toEqual(['timed_out: The server did not answer in time'])
    })

  it('says nothing any more once we have closed it', async () => {
    const { socket, close } = openLive()
    close()
    socket.say('42["beacon",{}]')
    socket.end()
    await clock.advance(100_000)
    expect(heard).toEqual(['open'])
    expect([socket.isClosed, clock.timers()]).toEqual([true, 0])
  })

  it('is not thrown off by garbage', () => {
    const { socket } = openLive()
    for (const frame of [
      '',
      '4',
      '42',
      '42[',
      '42{"a":1}',
      '42["x"',
      '43[]',
      '5',
      '6',
      'garbage',
      '9{}',
      '42/foo,["a",1]',
    ])
      socket.say(frame)
    for (const data of [null, undefined, 5, new ArrayBuffer(4)]) socket.say(data)
    socket.say('42["beacon",1]')
    expect(heard.at(-1)).toBe('beacon 1')
    expect(socket.isClosed).toBe(false)
    const { socket: other } = open()
    for (const frame of ['0', '0{', '0{"pingInterval":"x"}', '44', '44{}']) other.say(frame)
    expect(other.isClosed).toBe(true)
  })

  it('needs a class, and says where to get one', () => {
    expect(() => openSocket('https://inbox.test', auth, undefined, clock, events)).toThrow('package `ws`')
  })

  it('works with the package ws', async () => {
    const Socket: WebSocketClass = WebSocket
    const server = new WebSocketServer({ port: 0 })
    server.on('connection', (socket) => {
      socket.send(hello)
      socket.on('message', (data) => {
        heard.push(`server: ${(data as Buffer).toString()}`)
        socket.send('40{}')
        socket.send('42["beacon",1]')
        socket.close()
      })
    })
    const { port } = server.address() as AddressInfo
    openSocket(`http://127.0.0.1:${port}`, auth, Socket, clock, events)
    await vi.waitFor(() => expect(heard).toHaveLength(4))
    expect(heard.slice(1)).toEqual(['open', 'beacon 1', 'offline: The server cannot be reached'])
    openSocket('http://127.0.0.1:1', auth, Socket, clock, events)
    await vi.waitFor(() => expect(heard).toHaveLength(5))
    server.close()
  })

  it('works with a server in memory', async () => {
    const server = createTestServer()
    const { WebSocket: Socket, apiKey } = server.connect('ann')
    const close = openSocket('https://inbox.test', { ...auth, apiKey }, Socket, clock, events)
    await vi.waitFor(() => expect(heard).toEqual(['open', expect.stringContaining('beacon')]))
    close()
  })
})
