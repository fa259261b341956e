import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../setup/shell.mjs'
import { openScratch } from './scratch.mjs'

/** @type {Awaited<ReturnType<typeof openScratch>>} */
let scratch
beforeAll(async () => {
  scratch = await openScratch()
})
afterAll(() => scratch.close())

/** More than any of the faults needs: 2 to 272 of this seed. */
const sequences = 1000

/**
 * What is planted: in which files, what stands there, and what then does.
 * @type {readonly [fault: string, ...plants: [file: string, right: string, wrong: string][]][]}
 */
const faults = [
  [
    'an event whose head is applied without its changes',
    [
      'feed/taking.ts',
      'for (const change of news)\n      if',
      'for (const change of asked ? news : [])\n      if',
    ],
  ],
  [
    'an event that is applied twice',
    ['feed/taking.ts', ': from === head.seq\n', ': from <= head.seq\n'],
    ['feed/taking.ts', 'changes.filter((change) => change.seq > head.seq)', '[...changes]'],
  ],
  [
    'an act that is forgotten while another one is under way',
    [
      'feed/outbox.ts',
      'for (let batch = unsent(); batch.length > 0; batch = unsent()) await send(batch)',
      'await send(unsent())',
    ],
  ],
  [
    'a page that moves the place where the feed stands',
    ['feed/sync.ts', 'if (page.seq > (store.head()?.seq ?? 0)) await askChanges()', ''],
    [
      'feed/taking.ts',
      "if (page.epoch !== head.epoch) return 'void'\n",
      "if (page.epoch !== head.epoch) return 'void'\n        if (page.seq > head.seq) setHead(page)\n",
    ],
  ],
  [
    'an act of an earlier page that is lost when it is opened anew',
    [
      'live/keeper.ts',
      "takeOver(left.kept.filter(({ operation }) => isKnown || 'id' in operation))",
      'vault.remove(left.kept.map(({ operation }) => operation.operationId))',
    ],
  ],
  [
    'an act of an earlier page that counts as done just now, after later ones',
    [
      'live/keeper.ts',
      'const record: Pending = { ...operation, actedAt,',
      'const record: Pending = { ...operation, actedAt: clock.now() + 0 * actedAt,',
    ],
  ],
  [
    'a tab that does not wait for its turn to have the socket',
    ['live/line.ts', '    request(one, false)\n    ask(one)\n', '    ask(one)\n'],
  ],
]

/** Runs some sequences from a fixed seed in the copy. @param {number} many */
const runSequences = (many) =>
  run(
    process.execPath,
    [
      join(scratch.dir, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'model',
      'src/model/first.test.ts',
    ],
    {
      cwd: join(scratch.dir, 'packages/core'),
      quiet: true,
      env: { SEED: '1', SEQUENCES: String(many), SHRINK: 'no' },
    },
  )

describe('random sequences', () => {
  it.each(faults)('find %s', async (_fault, ...plants) => {
    /** @type {Map<string, string>} */
    const sources = new Map()
    for (const [file, right, wrong] of plants) {
      const path = `packages/core/src/${file}`
      const source = readFileSync(join(scratch.dir, path), 'utf8')
      // Two plants may be in one file.
      if (!sources.has(path)) sources.set(path, source)
      expect(source.split(right)).toHaveLength(2)
      scratch.plant(path, source.replace(right, wrong))
    }
    try {
      const { code, output } = await runSequences(sequences)
      expect(output).toMatch(/Sequence \d+ of seed 1 went wrong/)
      expect(code).toBe(1)
      console.log(/Sequence \d+ of seed 1 went wrong[^]*?\n[^\n]*\n/.exec(output)?.[0])
    } finally {
      for (const [path, source] of sources) scratch.plant(path, source)
    }
  })
})
