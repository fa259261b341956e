/** Frames as a client writes them: all of them masked, unless that is what is wrong with them. */
const mask = Buffer.from([0x11, 0x22, 0x33, 0x44])

interface FrameOptions {
  opcode: number
  /** Last of its message; `true` when absent. */
  isLast?: boolean
  /** RSV1 to RSV3, as the bits are in the first byte. */
  reserved?: number
  isMasked?: boolean
  /** What the header says, where that is not the truth. */
  saidLength?: number
}

const lengthOf = (length: number): number[] => {
  if (length < 126) return [length]
  if (length < 65_536) return [126, length >> 8, length & 0xff]
  const large = Buffer.alloc(8)
  large.writeBigUInt64BE(BigInt(length))
  return [127, ...large]
}

export const frame = (payload: Buffer, options: FrameOptions): Buffer => {
  const { opcode, isLast = true, reserved = 0, isMasked = true, saidLength = payload.length } = options
  const [first = 0, ...more] = lengthOf(saidLength)
  const head = Buffer.from([(isLast ? 0x80 : 0) | reserved | opcode, (isMasked ? 0x80 : 0) | first, ...more])
  if (!isMasked) return Buffer.concat([head, payload])
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))])
}

export const text = (message: string): Buffer => frame(Buffer.from(message), { opcode: 1 })
export const binary = (payload: Buffer): Buffer => frame(payload, { opcode: 2 })
export const ping = (payload = ''): Buffer => frame(Buffer.from(payload), { opcode: 9 })
export const close = (code: number): Buffer =>
  frame(Buffer.from([(code >> 8) & 0xff, code & 0xff]), { opcode: 8 })

/** A message in as many frames as it has letters. */
export const inPieces = (message: string): Buffer =>
  Buffer.concat(
    Array.from(message).map((letter, at, all) =>
      frame(Buffer.from(letter), { opcode: at === 0 ? 1 : 0, isLast: at === all.length - 1 }),
    ),
  )

const some = Buffer.from('40{}')

/** What no client writes: each ends a websocket, or leaves it waiting for the rest. */
export const badFrames: Readonly<Record<string, Buffer>> = {
  unmasked: frame(some, { opcode: 1, isMasked: false }),
  'reserved bits': frame(some, { opcode: 1, reserved: 0x70 }),
  'compressed and never agreed': frame(some, { opcode: 1, reserved: 0x40 }),
  'reserved opcode': frame(some, { opcode: 3 }),
  'reserved control opcode': frame(some, { opcode: 15 }),
  'long ping': frame(Buffer.alloc(126), { opcode: 9 }),
  'ping in pieces': frame(some, { opcode: 9, isLast: false }),
  'rest of nothing': frame(some, { opcode: 0 }),
  'a message within another': Buffer.concat([frame(some, { opcode: 1, isLast: false }), text('40')]),
  'no UTF-8': frame(Buffer.from([0xff, 0xfe, 0xc0]), { opcode: 1 }),
  'half of a letter': frame(Buffer.from([0x34, 0x30, 0xe6, 0xbc]), { opcode: 1 }),
  'a length of 2^53': frame(some, { opcode: 1, saidLength: 2 ** 53 }),
  'a length of 16 MiB': frame(some, { opcode: 2, saidLength: 2 ** 24 }),
  'a byte too many': frame(Buffer.alloc(16_385, 0x34), { opcode: 1 }),
  'too many bytes in pieces': Buffer.concat([
    frame(Buffer.alloc(9000, 0x34), { opcode: 1, isLast: false }),
    frame(Buffer.alloc(9000, 0x34), { opcode: 0 }),
  ]),
  'less than was said': frame(some, { opcode: 1, saidLength: 9000 }),
  'half of a header': Buffer.from([0x81]),
  'a goodbye of one byte': frame(Buffer.from([3]), { opcode: 8 }),
  'a goodbye with a code that nobody may say': close(1005),
  'a goodbye that is no UTF-8': frame(Buffer.from([3, 232, 0xff]), { opcode: 8 }),
  'a thousand empty pieces': Buffer.concat([
    frame(Buffer.alloc(0), { opcode: 1, isLast: false }),
    ...Array.from({ length: 1000 }, () => frame(Buffer.alloc(0), { opcode: 0, isLast: false })),
  ]),
  'a thousand pings': Buffer.concat(Array.from({ length: 1000 }, () => ping('x'))),
  'no frames at all': Buffer.from('GET /v3/notifications HTTP/1.1\r\nhost: x\r\n\r\n'),
  zeros: Buffer.alloc(500),
}
