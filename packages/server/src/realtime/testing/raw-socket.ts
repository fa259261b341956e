import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A text frame as a browser sends it: masked, at most 65,535 bytes. */
const frame = (text: string): Buffer => {
  const payload = Buffer.from(text)
  const mask = randomBytes(4)
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  const length =
    payload.length < 126
      ? Buffer.from([0x80 | payload.length])
      : Buffer.from([0x80 | 126, payload.length >> 8, payload.length & 0xff])
  return Buffer.concat([Buffer.from([0x81]), length, mask, masked])
}

export interface RawSocket {
  tcp: Socket
  /** Sends one websocket message. */
  send(text: string): void
  /** Everything that came in. */
  received(): string
}

/** A websocket without a library in front of it, so that a test decides what is sent and whether anything is read. */
export const openRawSocket = async (port: number): Promise<RawSocket> => {
  const tcp = connect(port, '127.0.0.1')
  let received = ''
  tcp.on('data', (bytes) => {
    received += bytes.toString('latin1')
  })
  tcp.on('error', () => undefined)
  await once(tcp, 'connect')
  tcp.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '',
      '',
    ].join('\r\n'),
  )
  while (!received.includes('pingInterval')) await once(tcp, 'data')
  return { tcp, send: (text) => void tcp.write(frame(text)), received: () => received }
}
