import type { Logic } from '@inboxkit/protocol'
import jsonLogic from 'json-logic-js'
import { describe, expect, it } from 'vitest'
import { processorTime } from '../testing/processor-time.js'
import { evaluateRule } from './evaluate.js'
import { checkLogic, isTrue } from './logic.js'

const variables = {
  data: {
    plan: 'pro',
    seats: 12,
    price: '9.5',
    none: null,
    empty: '',
    zero: 0,
    tags: ['new', 'paid'],
    nobody: [],
    orders: [
      { total: 40, open: true },
      { total: 60, open: false },
      { total: 5, open: true },
    ],
    nested: { deep: { er: 7 } },
    'with space': 1,
  },
  recipient: { identifier: 'ann', locale: 'de' },
}
const v = (path: string, ...otherwise: unknown[]) => ({
  var: otherwise.length > 0 ? [path, ...otherwise] : path,
})

/** What json-logic-js, by the author of the format, makes of them is what they mean. */
const rules: unknown[] = [
  true,
  false,
  'text',
  ['a', v('data.plan')],
  // Values
  v('data.plan'),
  { var: ['data.plan'] },
  v('data.none', 'otherwise'),
  v('data.missing', 'otherwise'),
  v('data.missing'),
  v('data.orders.1.total'),
  v('data.nested.deep.er'),
  v('data.nested.deep.er.deeper'),
  v('data.with space'),
  { var: '' },
  { var: [] },
  { var: null },
  { var: { cat: ['data.', 'plan'] } },
  { missing: ['data.plan', 'data.empty', 'data.none', 'data.zero', 'data.missing'] },
  { missing: { merge: ['data.plan', 'data.missing'] } },
  { missing_some: [1, ['data.plan', 'data.missing']] },
  { missing_some: [2, ['data.plan', 'data.missing', 'data.none']] },
  // Conditions
  { if: [v('data.zero'), 'yes', 'no'] },
  { if: [v('data.zero'), 'a', v('data.seats'), 'b', 'c'] },
  { if: [v('data.zero'), 'a'] },
  { if: [v('data.seats')] },
  { if: [] },
  { '?:': [true, 1, 2] },
  { and: [true, v('data.seats'), 'last'] },
  { and: [true, v('data.empty'), 'last'] },
  { and: [[], 1] },
  { or: [false, v('data.zero'), 'last'] },
  { or: [0, ''] },
  { '!': v('data.nobody') },
  { '!': [v('data.tags')] },
  { '!!': ['0'] },
  { '!!': [v('data.nobody')] },
  // Comparisons
  ...['==', '!=', '===', '!==', '<', '<=', '>', '>='].flatMap((operator) =>
    [
      [1, 1],
      [1, '1'],
      [2, 1],
      ['b', 'a'],
      ['10', '9'],
      ['10', 9],
      [5, 'x'],
      [null, 0],
      [true, 1],
      ['', 0],
      [v('data.missing'), null],
    ].map((operands) => ({ [operator]: operands })),
  ),
  { '<': [1, v('data.seats'), 20] },
  { '<': [1, v('data.seats'), 12] },
  { '<=': [1, v('data.seats'), 12] },
  // Numbers
  { '+': [1, '2', v('data.price')] },
  { '+': '3.14' },
  { '+': ['1px', 1] },
  { '+': ['x', 1] },
  { '*': [2, '3', v('data.seats')] },
  { '*': [7] },
  { '-': [5, '2'] },
  { '-': [5] },
  { '-': '5' },
  { '/': [1, 4] },
  { '%': [v('data.seats'), 5] },
  { max: [1, 3, 2] },
  { min: [1, v('data.zero'), 2] },
  // Lists
  { in: ['new', v('data.tags')] },
  { in: ['old', v('data.tags')] },
  { in: ['ro', v('data.plan')] },
  { in: ['x', v('data.missing')] },
  { merge: [[1, 2], 3, [[4]]] },
  { merge: v('data.tags') },
  { filter: [v('data.orders'), v('open')] },
  { filter: [v('data.missing'), true] },
  { map: [v('data.orders'), { '*': [v('total'), 2] }] },
  { map: [v('data.missing'), 1] },
  { reduce: [v('data.orders'), { '+': [v('accumulator'), v('current.total')] }, 0] },
  { reduce: [v('data.missing'), 1, 'first'] },
  { reduce: [v('data.tags'), { cat: [v('accumulator'), v('current')] }, v('data.plan')] },
  ...['all', 'some', 'none'].flatMap((operator) => [
    { [operator]: [v('data.orders'), v('open')] },
    { [operator]: [v('data.orders'), { '>': [v('total'), 1] }] },
    { [operator]: [v('data.nobody'), true] },
    { [operator]: [v('data.missing'), true] },
    { [operator]: [v('data.tags'), { '==': [v(''), 'paid'] }] },
  ]),
  // Texts
  { cat: ['I ', v('data.plan'), 1, null, true] },
  { cat: 'one' },
  { substr: ['notification', 3] },
  { substr: ['notification', -5] },
  { substr: ['notification', 3, 4] },
  { substr: ['notification', 3, -2] },
  { substr: ['notification', -5, -2] },
  { substr: [v('data.seats'), 1] },
]

describe('a rule', () => {
  it.each(rules.map((rule) => [JSON.stringify(rule), rule] as const))(
    '%s means what it means elsewhere',
    (_, rule) => {
      const meant: unknown = jsonLogic.apply(rule as Parameters<typeof jsonLogic.apply>[0], variables)
      expect(evaluateRule(rule as Logic, variables)).toEqual(meant)
      expect(isTrue(rule as Logic, variables)).toBe(jsonLogic.truthy(meant))
    },
  )

  it.each(rules.filter((rule) => typeof rule === 'object' && !Array.isArray(rule)))(
    '%j may be published',
    (rule) => {
      expect(checkLogic(rule)).toBeNull()
    },
  )
})

describe('a rule that cannot be published', () => {
  const nested = (depth: number): unknown => (depth === 0 ? true : { '!': [nested(depth - 1)] })
  it.each<[unknown, string]>([
    [null, 'must be JSON Logic: an object with one operator, true or false'],
    ['data.plan', 'must be JSON Logic: an object with one operator, true or false'],
    [[true], 'must be JSON Logic: an object with one operator, true or false'],
    [{}, 'must be JSON Logic: an object with one operator'],
    [{ '==': [1, 1], '!=': [1, 1] }, 'must be JSON Logic: an object with one operator'],
    [{ and: [true, { or: [{}] }] }, 'must be JSON Logic: an object with one operator (at and[1].or[0])'],
    [{ equals: [1, 1] }, 'must not use equals (at equals): there are var, missing,'],
    [
      { and: [true, { if: [{ throw: 'x' }, 1] }] },
      'must not use throw (at and[1].if[0].throw): there are var, missing,',
    ],
    [{ constructor: ['x'] }, 'must not use constructor'],
    [JSON.parse('{ "__proto__": ["x"] }'), 'must not use __proto__'],
    [{ '!': nested(20) }, 'must not nest deeper than 20'],
    [{ in: [1, Array.from({ length: 30 }).reduce((inner) => [inner], 1)] }, 'must not nest deeper than 20'],
    [{ in: ['x', 'é'.repeat(5_000)] }, 'must have at most 10,000 bytes'],
  ])('%j says why', (rule, said) => {
    expect(checkLogic(rule)).toContain(said)
  })

  it('has a depth and a length that just fit', () => {
    expect(checkLogic(nested(20))).toBeNull()
    expect(checkLogic({ in: ['x', 'x'.repeat(9_900)] })).toBeNull()
  })
})

describe('a hostile rule', () => {
  const own = JSON.parse(
    '{ "data": { "name": "Ann", "list": [1], "__proto__": { "x": 1 }, "constructor": "mine" } }',
  )

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'data.name.constructor',
    'data.name.constructor.name',
    'data.list.map',
    'data.list.__proto__',
    'data.toString',
    'hasOwnProperty.call',
  ])('reads nothing at %s', (path) => {
    expect(evaluateRule({ var: path }, own)).toBeNull()
    expect(evaluateRule({ missing: [path] }, own)).toEqual([path])
  })

  it('reads own keys, whatever they are called', () => {
    expect(evaluateRule({ var: 'data.constructor' }, own)).toBe('mine')
    expect(evaluateRule({ var: 'data.__proto__.x' }, own)).toBe(1)
    expect(evaluateRule({ var: 'data.name.length' }, own)).toBe(3)
  })

  it.each<unknown>([
    { constructor: ['return 1'] },
    { toString: [] },
    { __defineGetter__: ['x', 1] },
    { nobody: [1] },
    { cat: [{ var: '' }] },
    { var: { var: '' } },
  ])('%j is false', (rule) => {
    expect(isTrue(rule as Logic, { a: 1 })).toBe(false)
  })

  it('of any depth is false', () => {
    let rule: Logic = true
    for (let depth = 0; depth < 50_000; depth++) rule = { '!!': [rule] }
    expect(isTrue(rule, {})).toBe(false)
    expect(checkLogic(rule)).toBe('must not nest deeper than 20')
  })

  const items = { var: 'items' }
  it.each<[string, unknown]>([
    ['loops in loops', { some: [items, { some: [{ merge: [items] }, { '!': true }] }] }],
    ['loops over values', { map: [items, { map: [Array.from({ length: 1_000 }, () => 1), 1] }] }],
    [
      'text that doubles',
      { reduce: [items, { cat: [{ var: 'accumulator' }, { var: 'accumulator' }] }, 'xx'] },
    ],
    [
      'a list that doubles',
      { reduce: [items, { merge: [{ var: 'accumulator' }, { var: 'accumulator' }] }, [1, 1]] },
    ],
    [
      'a list many times over',
      { reduce: [items, { merge: Array.from({ length: 400 }, () => ({ var: 'accumulator' })) }, [1, 1]] },
    ],
    ['a length that is made up', { some: [{ var: 'endless' }, false] }],
  ])('with %s ends soon, and is false', (_, rule) => {
    const values = { items: Array.from({ length: 100_000 }, (_unused, at) => at), endless: { length: 1e12 } }
    const usedMs = processorTime()
    expect(isTrue(rule as Logic, values)).toBe(false)
    expect(usedMs()).toBeLessThan(1_000)
  })

  it('over as many entries as a send may have is evaluated', () => {
    const values = { items: Array.from({ length: 10_000 }, (_unused, at) => ({ at })) }
    expect(isTrue({ some: [items, { '==': [{ var: 'at' }, 9_999] }] }, values)).toBe(true)
  })
})
