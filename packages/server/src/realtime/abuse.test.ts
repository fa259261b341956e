import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { aTold } from './testing/builders.js'
import { openRealtime } from './testing/harness.js'

const upgrade = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n')

it('10,000 connections from one address that say nothing leave 2,000, and the others undisturbed', async () => {
  // However long it takes to come, none has had its time.
  const open = await openRealtime({ limits: { handshakeMs: 600_000 } })
  onTestFinished(open.close)
  const ann = await open.own('ann')
  /** Resolves to the status of the answer. */
  const come = async (): Promise<string> => {
    const tcp = connect(open.port, '127.0.0.1')
    tcp.on('error', () => undefined)
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
