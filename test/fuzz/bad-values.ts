import fc from 'fast-check'
import { known } from './known.js'

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value }
  return value
}

/** A key named `__proto__` of its own, as `JSON.parse` makes it. */
const ownProto: unknown = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}')

/** What somebody might put in any place, by mistake or not. */
export const badValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    0,
    -1,
    1.5,
    -0,
    1e308,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    '1e999',
    'a\0b',
    '\ud800',
    'x\udc00y',
    '\u202e\u0000',
    '../../etc/passwd',
    '%00',
    '{{#each data}}{{json this}}{{/each}}',
    '{{> x}}',
    'javascript:alert(1)',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-02-30T00:00:00Z',
    '-271821-04-20T00:00:00.000Z',
    'x'.repeat(256),
    'x'.repeat(70_000),
    '漢'.repeat(2000),
    [],
    {},
    [[]],
    [null],
    ownProto,
    Array.from({ length: 1001 }, (_, at) => `user ${at}`),
    Array.from({ length: 1001 }, () => ({})),
  ),
  fc.constantFrom(10, 63, 64, 65, 600).map(nested),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
  known('notifications'),
)

/** The same for places where everything is text. */
export const badText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '9007199254740991',
    '9007199254740992',
    '9223372036854775807',
    '9223372036854775808',
    '99999999999999999999999',
    'NaN',
    'null',
    '%00',
    '%ud800',
    '%E0%A4%A',
    '%',
    '..',
    '%2e%2e%2f',
    "'; select 1; --",
    '{}',
    '[]',
    encodeURIComponent('漢'.repeat(200)),
    'x'.repeat(256),
    'x'.repeat(1025),
    'x'.repeat(9000),
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map(encodeURIComponent),
  fc.base64String({ maxLength: 40 }),
  fc.integer().map(String),
)

/** A cursor is a letter to ourselves: what is in it is changed, and it is closed again. */
export const forged = (cursor: string, value: unknown, at: number): string => {
  try {
    const opened: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (typeof opened !== 'object' || opened === null) return String(value)
    const keys = Object.keys(opened)
    const key = keys[at % Math.max(1, keys.length)] ?? 'id'
    return Buffer.from(JSON.stringify({ ...opened, [key]: value })).toString('base64url')
  } catch {
    return String(value)
  }
}
