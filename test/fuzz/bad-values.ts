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

const badNumbers = [
  ...[0, -1, -0, 0.5, 1e-320, 1e300, -1e300],
  ...[15, 16, 31, 32, 53, 63].flatMap((bits) => [2 ** bits, 2 ** bits - 1, -(2 ** bits), -(2 ** bits) - 1]),
]
const badInstants = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
  '+010000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-12-31T23:59:60Z',
  '2026-01-01T00:00:00+99:99',
  '2026-01-01T00:00:00.123456789012345Z',
  '2026-01-01',
]
const badTexts = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  'x'.repeat(256),
  'x'.repeat(2049),
  '漢'.repeat(255),
  '__proto__',
  'a@1',
  'a@-1',
  'a@99999999999',
]

/** Of the same kind as a good value and yet hardly one, so that it gets past the first look. */
export const nextOfKin = (good: unknown, at: number): unknown => {
  const pick = (from: readonly unknown[]): unknown => from[at % from.length]
  if (typeof good === 'number') return pick(badNumbers)
  if (typeof good === 'string') return /^\d{4}-\d\d-\d\dT/.test(good) ? pick(badInstants) : pick(badTexts)
  if (typeof good === 'boolean' || good === null) return pick([0, 1, '', 'true', {}, []])
  return Array.isArray(good) ? [...good, ...good, null] : { ...(good as object), extra: good }
}
