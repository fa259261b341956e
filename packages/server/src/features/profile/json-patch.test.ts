import { createRequire } from 'node:module'
import type { Problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { applyJsonPatch, jsonPatch } from './json-patch.js'

interface Case {
  comment?: string
  doc: unknown
  patch: unknown[]
  expected?: unknown
  error?: string
  disabled?: boolean
}

const require = createRequire(import.meta.url)
const named = (file: string, published: Case[]): [string, Case][] =>
  published.map((one, at) => [`${file}[${at}] ${one.comment ?? one.error ?? ''}`, one])
const cases = [
  ...named('tests', require('json-patch-test-suite/tests.json')),
  ...named('spec_tests', require('json-patch-test-suite/spec_tests.json')),
].filter(([, { patch }]) => patch)

const mostBytes = 10_000
const apply = (doc: unknown, patch: unknown): unknown =>
  applyJsonPatch(doc, jsonPatch.parse(patch), mostBytes)

/** The cases of json-patch/json-patch-tests (Apache-2.0), but for two about a key that is twice in a JSON text. */
describe('the published cases of JSON Patch', () => {
  it('are all there', () => {
    expect(cases.length).toBeGreaterThan(90)
  })

  it.each(cases.filter(([, { disabled, error }]) => !(disabled && error)))(
    '%s',
    (_name, { doc, patch, expected, error }) => {
      const before = structuredClone(doc)
      if (error === undefined) expect(apply(doc, patch)).toEqual(expected === undefined ? doc : expected)
      else expect(() => apply(doc, patch)).toThrow()
      expect(doc).toEqual(before)
    },
  )
})

describe('a JSON Patch', () => {
  const fieldOf = (doc: unknown, patch: unknown[]): string | undefined => {
    try {
      apply(doc, patch)
      return undefined
    } catch (refused) {
      return (refused as Problem).fields[0]?.field
    }
  }

  it.each([
    ['what an object inherits', [{ op: 'test', path: '/toString', value: 1 }], '[0].path'],
    ['what an object inherits, as a source', [{ op: 'copy', from: '/toString', path: '/a' }], '[0].from'],
    ['a place inside of what is inherited', [{ op: 'add', path: '/toString/call', value: 1 }], '[0].path'],
    ['the length of an array', [{ op: 'replace', path: '/tags/length', value: 0 }], '[0].path'],
    ['the length of an array, away', [{ op: 'remove', path: '/tags/length' }], '[0].path'],
    ['a method of an array', [{ op: 'add', path: '/tags/push', value: 1 }], '[0].path'],
    ['past the end', [{ op: 'add', path: '/tags/3', value: 1 }], '[0].path'],
    ['past the end, by a copy', [{ op: 'copy', from: '/a', path: '/tags/3' }], '[0].path'],
    ['past the end, by a move', [{ op: 'move', from: '/tags/0', path: '/tags/2' }], '[0].path'],
    ['the entry after the last', [{ op: 'remove', path: '/tags/-' }], '[0].path'],
    ['an index with a zero before it', [{ op: 'replace', path: '/tags/01', value: 1 }], '[0].path'],
    ['into itself', [{ op: 'move', from: '/deep', path: '/deep/er' }], '[0].path'],
    ['into a text', [{ op: 'add', path: '/text/0', value: 1 }], '[0].path'],
    ['into nothing', [{ op: 'add', path: '/none/x', value: 1 }], '[0].path'],
    ['the whole', [{ op: 'remove', path: '' }], '[0].path'],
    [
      'anything after a test that fails',
      [
        { op: 'add', path: '/b', value: 1 },
        { op: 'test', path: '/a', value: 2 },
        { op: 'remove', path: '/a' },
      ],
      '[1].path',
    ],
  ])('does not reach %s', (_name, patch, field) => {
    const doc = { a: 1, text: 'x', tags: ['x', 'y'], deep: { er: {} } }
    expect(fieldOf(doc, patch)).toBe(field)
    expect(Object.prototype.toString.call(doc)).toBe('[object Object]')
  })

  it('moves and copies inside one document', () => {
    const doc = { a: { b: [1, 2, 3] }, c: null }
    const patch = [
      { op: 'move', from: '/a/b/0', path: '/a/b/-' },
      { op: 'copy', from: '/a', path: '/d' },
      { op: 'replace', path: '/d/b/0', value: { 'x/y~z': 1 } },
      { op: 'test', path: '/d/b/0/x~1y~0z', value: 1 },
      { op: 'move', from: '/c', path: '/c' },
      { op: 'add', path: '/', value: 'empty name' },
    ]
    expect(apply(doc, patch)).toEqual({
      a: { b: [2, 3, 1] },
      c: null,
      d: { b: [{ 'x/y~z': 1 }, 3, 1] },
      '': 'empty name',
    })
  })

  it('compares long lists in no time', () => {
    const long = Array.from({ length: 2000 }, (_, at) => at)
    const operations = jsonPatch.parse([{ op: 'test', path: '/list', value: long.toReversed() }])
    expect(() => applyJsonPatch({ list: long }, operations, mostBytes)).toThrow()
    expect(apply({ list: long }, [{ op: 'test', path: '/list', value: long }])).toEqual({ list: long })
  })

  it('does not double a document until memory is gone', () => {
    const doubling = Array.from({ length: 100 }, (_, at) => ({ op: 'copy', from: '', path: `/copy${at}` }))
    expect(fieldOf({ text: 'x'.repeat(100) }, doubling)).toBe('[6].path')
  })

  it.each([
    ['an unknown operation', [{ op: 'merge', path: '/a' }]],
    ['no operation', [{ path: '/a' }]],
    ['no path', [{ op: 'remove' }]],
    ['a path of the wrong type', [{ op: 'remove', path: 5 }]],
    ['a path without a slash', [{ op: 'remove', path: 'a' }]],
    ['a tilde on its own', [{ op: 'remove', path: '/~2' }]],
    ['a path without end', [{ op: 'remove', path: `/${'a'.repeat(1024)}` }]],
    ['no value', [{ op: 'add', path: '/a' }]],
    ['no source', [{ op: 'copy', path: '/a' }]],
    ['101 operations', Array.from({ length: 101 }, () => ({ op: 'remove', path: '/a' }))],
    ['a prototype', [{ op: 'add', path: '/__proto__/polluted', value: 1 }]],
    ['a prototype, spelled differently', [{ op: 'add', path: '/a/__proto__', value: 1 }]],
    ['a constructor', [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }]],
    ['a prototype as a source', [{ op: 'copy', from: '/constructor/prototype', path: '/a' }]],
  ])('is refused with %s', (_name, patch) => {
    expect(jsonPatch.safeParse(patch).success).toBe(false)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
