import { connect, type Socket } from 'node:net'
import { text } from './frames.js'

/** What a notification says that is for one user of one app, and nobody else. */
export const markOf = (who: string, at: number): string => `mark:${who}:${at};`
const marks = /mark:(\w+ \w+):(\d+);/g

/** A connection without a library in front of it: what is written is what was made up, and all that comes is looked at. */
export interface Wire {
  write(bytes: Buffer | string): void
  /** 0 = no answer so far. */
  readonly status: number
  /** Messages of the websocket so far; those beyond the last hundred are forgotten. */
  readonly messages: readonly string[]
  /** How often the server has answered a ping. */
  readonly pongs: number
  readonly isOver: boolean
  /** What has come of whose notifications: their numbers. */
  readonly heard: ReadonlyMap<string, Set<number>>
  /** The session's name at the transport, once it has been told. */
  readonly sid: string | undefined
  /** Resolves as soon as it holds; to `false` when it has not for `patienceMs`. It is asked after everything that comes. */
  until(holds: () => boolean, patienceMs: number): Promise<boolean>
  end(): void
  destroy(): void
}

interface Frame {
  opcode: number
  payload: Buffer
  rest: Buffer
}

/** Of a server: never masked, never in pieces. */
const nextFrame = (bytes: Buffer): Frame | undefined => {
  if (bytes.length < 2) return undefined
  const short = (bytes[1] ?? 0) & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? bytes.readUInt32BE(6) : short
  if (bytes.length < start + length) return undefined
  return {
    opcode: (bytes[0] ?? 0) & 0x0f,
    payload: bytes.subarray(start, start + length),
    rest: bytes.subarray(start + length),
  }
}

export const openWire = (port: number): Wire => {
  const tcp: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const messages: string[] = []
  const heard = new Map<string, Set<number>>()
  const waiting = new Set<() => void>()
  let bytes: Buffer = Buffer.alloc(0)
  let status = 0
  let pongs = 0
  let isOver = false
  let sid: string | undefined

  const listen = (said: string): void => {
    for (const [, who = '', at = ''] of said.matchAll(marks))
      heard.set(who, (heard.get(who) ?? new Set()).add(Number(at)))
  }
  const take = (message: string): void => {
    listen(message)
    messages.push(message)
    if (messages.length > 100) messages.shift()
    if (message === '2') tcp.write(text('3'))
    sid ??= /^0\{"sid":"([^"]+)"/.exec(message)?.[1]
  }
  const readHead = (): void => {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = bytes.subarray(0, end).toString('latin1')
    status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 599)
    bytes = bytes.subarray(end + 4)
  }
  tcp.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    if (status === 0) readHead()
    if (status === 101) {
      for (let one = nextFrame(bytes); one; one = nextFrame(bytes)) {
        bytes = one.rest
        if (one.opcode === 1) take(one.payload.toString())
        else if (one.opcode === 8) isOver = true
        else if (one.opcode === 10) pongs++
      }
    } else if (status !== 0) {
      listen(bytes.toString('latin1'))
      if (bytes.length > 65_536) bytes = bytes.subarray(-4096)
    }
    for (const look of waiting) look()
  })
  tcp.on('error', () => undefined)
  tcp.on('close', () => {
    isOver = true
    for (const look of waiting) look()
  })

  return {
    write: (said) => void (tcp.writable && tcp.write(said)),
    get status() {
      return status
    },
    messages,
    get pongs() {
      return pongs
    },
    get isOver() {
      return isOver
    },
    heard,
    get sid() {
      return sid
    },
    until(holds, patienceMs) {
      if (holds()) return Promise.resolve(true)
      return new Promise((resolve) => {
        const done = (answer: boolean): void => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve(answer)
        }
        const look = (): void => {
          if (holds()) done(true)
        }
        const timer = setTimeout(() => done(false), patienceMs)
        waiting.add(look)
      })
    },
    end: () => void tcp.end(),
    destroy: () => void tcp.destroy(),
  }
}
