import fc from 'fast-check'
import { badText } from '../bad-values.js'

/** The request that asks for a websocket, or for something else. */
export interface Asking {
  method: string
  target: string
  headers: readonly string[]
}

const upgrading = [
  'Host: inbox.test',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

const addressOf = (query: readonly (readonly [string, string])[]): string =>
  `/socket.io/?${query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`

/** As our client and vendors' ask. @param query what vendors say in the address */
export const goodAsking = (query: Readonly<Record<string, string>>): Asking => ({
  method: 'GET',
  target: addressOf([['EIO', '4'], ['transport', 'websocket'], ...Object.entries(query)]),
  headers: upgrading,
})

export const written = ({ method, target, headers }: Asking): string =>
  [`${method} ${target} HTTP/1.1`, ...headers, '', ''].join('\r\n')

/** Stands for the session of somebody who is connected: whoever asks for it should not know it. */
export const anotherSession = '{sid}'

const without = (name: string): string[] => upgrading.filter((line) => !line.startsWith(`${name}:`))

const sid = fc.oneof(
  { weight: 3, arbitrary: fc.constant(anotherSession) },
  { weight: 2, arbitrary: fc.constantFrom('x', '__proto__', 'constructor', 'AAAAAAAAAAAAAAAAAAAA') },
  { weight: 1, arbitrary: badText },
)
const query = fc.record(
  {
    EIO: fc.oneof({ weight: 3, arbitrary: fc.constant('4') }, { weight: 1, arbitrary: badText }),
    transport: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('websocket', 'polling') },
      { weight: 1, arbitrary: fc.constantFrom('webtransport', 'flashsocket', '__proto__', 'toString', '') },
    ),
    sid,
    b64: badText,
    j: badText,
    t: badText,
    apiKey: badText,
    userId: badText,
  },
  { requiredKeys: ['EIO', 'transport'] },
)
const pairs = fc
  .tuple(query, fc.boolean())
  .map(([said, isTwice]) => Object.entries(said).flatMap((pair) => (isTwice ? [pair, pair] : [pair])))
const target = fc.oneof(
  { weight: 30, arbitrary: pairs.map((said) => addressOf(said)) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      '/socket.io/',
      '/socket.io/?',
      '/socket.io/?EIO=4&transport=websocket&x=%E0%A4%A&y=%',
      '/socket.io/?EIO[]=4&transport[]=websocket',
      '/socket.io//x/../?EIO=4&transport=websocket',
      '/socket.io/?EIO=4&transport=polling&transport=websocket',
      `/socket.io/?EIO=4&transport=websocket&x=${'x'.repeat(20_000)}`,
    ),
  },
  // Where nothing listens for sockets: given up after a second, so there are few.
  { weight: 1, arbitrary: fc.constantFrom('/', '/v3/notifications', '/socket.io') },
)
const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant(upgrading) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['Host', 'Connection', 'Upgrade', 'Sec-WebSocket-Version', 'Sec-WebSocket-Key'].map(without),
      [...without('Sec-WebSocket-Key'), 'Sec-WebSocket-Key: ?'],
      [...without('Sec-WebSocket-Version'), 'Sec-WebSocket-Version: 99'],
      [...without('Upgrade'), 'Upgrade: h2c'],
      [...upgrading, 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99'],
      [...upgrading, 'Sec-WebSocket-Protocol: a, a, ,'],
      [...upgrading, 'Origin: https://evil.test'],
      [...upgrading, 'Origin: null'],
      [...upgrading, 'Origin: \u0001'],
      [...upgrading, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
      [...upgrading, `X-Forwarded-For: ${'1.2.3.4, '.repeat(400)}`],
      [...upgrading, `Cookie: ${'x'.repeat(20_000)}`],
    ),
  },
)

/** Whatever else might be asked where sockets are. */
export const oddAsking: fc.Arbitrary<Asking> = fc.record({
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constant('GET') },
    { weight: 1, arbitrary: fc.constantFrom('POST', 'OPTIONS', 'DELETE', 'HEAD', 'PUT', 'BREW') },
  ),
  target,
  headers,
})
