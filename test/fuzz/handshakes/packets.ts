import fc from 'fast-check'

const longPath = (length: number): string => `/${'x'.repeat(length - 1)}`

/** Any path is a namespace; those of more than 200 characters are refused. */
export const goodNamespace: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/v3', '/foo/', '/__proto__', '/constructor', '/ünï 🎈', longPath(200)),
  },
)

/** What a CONNECT says: `40/path,{…}` */
export const connectPacket = (namespace: string, auth: unknown): string =>
  `40${namespace === '' ? '' : `${namespace},`}${JSON.stringify(auth) ?? ''}`

/** Credentials that nobody could have. */
export const oddAuths: readonly string[] = [
  ...['', '[]', '[1,2]', '1', '-0', '1e999', 'null', 'true', '"text"', '{', '{"a":', '}', '\0', '\ud800'],
  '{"protocol":1}',
  '{"protocol":{"valueOf":1},"userId":"zoe"}',
  '{"protocol":"1","apiKey":["a"],"userId":{"toString":null}}',
  '{"protocol":1,"apiKey":"a\\u0000b","userId":"z\\u0000e","token":"\\ud800"}',
  '{"__proto__":{"protocol":1,"userId":"zoe","isAdmin":true}}',
  '{"constructor":{"prototype":{"userId":"zoe"}},"hasOwnProperty":1,"toString":null}',
  '{"token":{"length":1e9}}',
  `{"token":"${'x'.repeat(8193)}"}`,
  `{"protocol":1,"apiKey":"a","userId":"${'x'.repeat(256)}"}`,
  `{"userId":"${'漢'.repeat(5000)}"}`,
  `${'{"a":'.repeat(2700)}1${'}'.repeat(2700)}`,
  `{"a":${'['.repeat(8000)}${']'.repeat(8000)}}`,
  `{${Array.from({ length: 1500 }, (_, at) => `"${at}":0`).join(',')}}`,
  '{"_placeholder":true,"num":0}',
]

/** Packets that are garbage, come too early, or are for a server and never from a client. */
export const oddPackets: readonly string[] = [
  ...[
    '',
    '0',
    '0{"sid":"x"}',
    '1',
    '2',
    '2probe',
    '3',
    '3probe',
    '5',
    '6',
    '7',
    '9',
    'x',
    'b',
    'bAAAA',
    'b===',
  ],
  ...['4', '41', '41/v3,', '42', '43', '44', '45', '46', '47', '49', '4-1', '4\0', '4 0', '4garbage'],
  ...['40/', '40/,', '40,', '40/a', '40/a?token=x,{}', '40/\0,{}', '40/../,{}', `40${longPath(201)},{}`],
  ...[`40${longPath(9000)},{}`, '401{}', '4099999999999999999999{}', '40/a,1', '40/a,[]'],
  ...['42["feed",{}]', '42/admin,["feed",{}]', '42["error"]', '42["disconnect"]', '42["connect_error",{}]'],
  ...['42["newListener",1]', '42["join","user:1"]', '42["constructor"]', '42["__proto__",{"a":1}]'],
  ...['42[]', '42{}', '42[1]', '42[null]', '42[{}]', '42[["a"]]', '42999["a"]', '42-1["a"]'],
  ...['430[]', '431[1]', '43', '44{"message":"x","data":{}}', '44"x"'],
  ...['451-["a",{"_placeholder":true,"num":0}]', '451-["a",{"_placeholder":true,"num":99}]', '45-["a"]'],
  ...['450-["a"]', '4599999999999-["a"]', '45x-["a"]', '451-', '461-1[{"_placeholder":true,"num":0}]'],
  ...['451-["a",{"_placeholder":true,"num":-1}]', '451-["a",{"_placeholder":true,"num":"constructor"}]'],
]

/** Said once it is known who it is: the most of it is ignored, the rest ends the connection. */
export const harmless: readonly string[] = [
  '42["feed",{}]',
  '42["join","user:1"]',
  '42["error",{}]',
  '4212["ask",{"a":1}]',
  '42["__proto__",{"a":1}]',
  '4312[1]',
  '3',
]

export const anyPacket: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...oddPackets) },
  { weight: 4, arbitrary: fc.constantFrom(...oddAuths).map((auth) => `40${auth}`) },
  { weight: 1, arbitrary: fc.constantFrom(...oddAuths).map((auth) => `40/v3,${auth}`) },
  { weight: 1, arbitrary: fc.constantFrom(...oddAuths).map((auth) => `42["feed",${auth}]`) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.json({ maxDepth: 4 }))
      .map(([type, json]) => `4${type}${json}`),
  },
)
