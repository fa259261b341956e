import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

/**
 * @typedef {import('./server.mjs').Address} Address
 * @typedef {{ close: () => void }} LeanSocket
 */

/** A frame from a client is masked; with zeros for a mask its bytes stay as they are. @param {number} opcode @param {string} text under 126 bytes */
const frame = (opcode, text) => {
  const length = Buffer.byteLength(text)
  const framed = Buffer.alloc(6 + length)
  framed[0] = 0x80 | opcode
  framed[1] = 0x80 | length
  framed.write(text, 6)
  return framed
}

/** Where a frame's payload lies in a buffer; `undefined` while it is not all there. @param {Buffer} buffer @param {number} at */
const payloadAt = (buffer, at) => {
  if (buffer.length < at + 2) return undefined
  const short = (buffer[at + 1] ?? 0) & 0x7f
  const head = short === 127 ? 10 : short === 126 ? 4 : 2
  if (buffer.length < at + head) return undefined
  const length =
    short === 127
      ? Number(buffer.readBigUInt64BE(at + 2))
      : short === 126
        ? buffer.readUInt16BE(at + 2)
        : short
  const from = at + head
  return buffer.length < from + length ? undefined : { from, to: from + length }
}

/**
 * A client of our protocol that does no more than it must: a TCP socket, the frames of RFC 6455 and the three packets
 * of engine.io and socket.io that matter. It parses nothing that it is told; thousands of them fit into a process.
 * @param {Address} address @param {string} userId
 * @param {(text: string) => void} onEvent what it is told: `["feed",{…}]`
 * @returns {Promise<LeanSocket>} once it has its first beacon: from here on every event arrives
 */
export const openSocket = ({ url, app }, userId, onEvent) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const fail = (/** @type {string} */ why) => {
      socket.destroy()
      reject(new Error(`The socket of ${userId}: ${why}`))
    }
    socket.on('error', (error) => fail(error.message))
    socket.on('close', () => fail('it was closed'))
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )

    const hear = (/** @type {string} */ text) => {
      if (text === '2') socket.write(frame(1, '3'))
      else if (text.startsWith('0'))
        socket.write(frame(1, `40${JSON.stringify({ protocol: 1, apiKey: app.apiKey, userId })}`))
      else if (text.startsWith('44')) fail(text)
      else if (text.startsWith('42["beacon"')) resolve({ close: () => void socket.destroy() })
      else if (text.startsWith('42')) onEvent(text.slice(2))
    }
    /** @type {Buffer} */
    let waiting = Buffer.alloc(0)
    let isUpgraded = false
    socket.on('data', (chunk) => {
      let buffer = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk
      if (!isUpgraded) {
        const end = buffer.indexOf('\r\n\r\n')
        if (end >= 0 && !buffer.toString('latin1', 0, 12).endsWith(' 101'))
          return fail(buffer.toString('latin1'))
        isUpgraded = end >= 0
        buffer = isUpgraded ? buffer.subarray(end + 4) : buffer
      }
      if (!isUpgraded) {
        waiting = buffer
        return
      }
      let at = 0
      for (let payload = payloadAt(buffer, at); payload; payload = payloadAt(buffer, at)) {
        if (((buffer[at] ?? 0) & 0x0f) === 1) hear(buffer.toString('utf8', payload.from, payload.to))
        at = payload.to
      }
      waiting = buffer.subarray(at)
    })
  })
