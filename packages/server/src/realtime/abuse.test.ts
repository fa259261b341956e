import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { aTold } from './testing/builders.js'
import { openRealtime } from './testing/harness.js'
import { openRawSocket } from './testing/raw-socket.js'

const upgrade = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n')

/** What engine.io asks every 25 s, and the answer without which it cuts a connection 20 s later: masked, by zeros. */
const ping = Buffer.from([0x81, 0x01, 0x32])
const pong = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33])

it('10,000 connections from one address that say nothing leave 2,000, and the others undisturbed', async () => {
  // However long it takes to come, none has had its time.
  const open = await openRealtime({ limits: { handshakeMs: 600_000 } })
  onTestFinished(open.close)
  const ann = await open.own('ann')
  /** Resolves to the status of the answer. */
  const come = async (): Promise<string> => {
    const tcp = connect(open.port, '127.0.0.1')
    tcp.on('error', () => undefined)
    tcp.on('data', (frame) => frame.equals(ping) && tcp.write(pong))
    onTestFinished(() => void tcp.destroy())
    tcp.write(upgrade)
    const [answer] = (await once(tcp, 'data')) as [Buffer]
    return answer.toString('latin1').slice('HTTP/1.1 '.length).slice(0, 3)
  }
  const statuses: string[] = []
  // As many at a time as the queue of new connections takes on any machine.
  while (statuses.length < 10_000)
    statuses.push(...(await Promise.all(Array.from({ length: 100 }, () => come()))))
  expect(statuses.filter((status) => status === '101')).toHaveLength(2_000)
  expect(statuses.filter((status) => status === '400')).toHaveLength(8_000)
  expect(open.realtime.openSockets()).toBe(2_001)
  open.realtime.tell(1, aTold())
  await vi.waitFor(() => expect(ann.named('feed')).toHaveLength(1))
})

it('a session stays on the websocket it began with, and whoever asks for it elsewhere is not kept waiting', async () => {
  const open = await openRealtime()
  onTestFinished(open.close)
  const raw = await openRawSocket(open.port)
  onTestFinished(() => void raw.tcp.destroy())
  const [, sid = ''] = /"sid":"([^"]+)"/.exec(raw.received()) ?? []
  const url = `${open.url}/socket.io/?EIO=4&transport=websocket&sid=${sid}`
  const upgraded = new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    const asked = request(url, { headers })
    asked.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      resolve(statusCode)
    })
    asked.on('response', ({ statusCode }) => resolve(statusCode))
    asked.on('error', reject).end()
  })
  expect(await upgraded).toBe(400)
  expect((await fetch(url)).status).toBe(400)
  raw.send('40{"protocol":1,"apiKey":"ik_1","userId":"ann"}')
  await vi.waitFor(() => expect(open.realtime.isConnected(1)).toBe(true))
})

it('one websocket in many namespaces warns of nothing, and leaves them all with its end', async () => {
  const open = await openRealtime()
  onTestFinished(open.close)
  const warned = vi.fn()
  process.on('warning', warned)
  onTestFinished(() => void process.off('warning', warned))
  const raw = await openRawSocket(open.port)
  for (let n = 0; n < 60; n++) raw.send(`40/n${n},{"protocol":1,"apiKey":"ik_1","userId":"ann"}`)
  await vi.waitFor(() => expect(raw.received().match(/"sid"/g)).toHaveLength(61))
  raw.tcp.destroy()
  await vi.waitFor(() => expect(open.realtime.connectedUsers()).toEqual([]))
  expect(warned).not.toHaveBeenCalled()
})
