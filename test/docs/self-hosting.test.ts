import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../kit/server-process.js'
import { readPage } from './blocks.js'
import { runBlock } from './languages.js'
import { describePage } from './page.js'
import { firstCells } from './tables.js'
import { useWorld } from './world.js'

const world = useWorld()

/** What doctor says of a server that has nothing yet but this. */
const doctorOn = async (config: string, code = 'npx inboxkit doctor --json'): Promise<string> => {
  const file = join(world.folder, 'inboxkit.config.json')
  await writeFile(file, config)
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-hosting-'))
  try {
    return await runBlock('sh', code, world.folder, { INBOXKIT_DATA: folder })
  } finally {
    await rm(file)
    await rm(folder, { recursive: true })
  }
}

describePage({
  file: 'docs/self-hosting.md',
  world,
  special: { doctor: (code) => doctorOn('{}', code), config: (config) => doctorOn(config) },
  outcomes: {
    doctor: (said) => expect(said).toMatch(/^ok +Node +v[^]* 0 failed\n$/),
    config(said) {
      const { ok, checks } = JSON.parse(said) as { ok: boolean; checks: object[] }
      expect(ok).toBe(true)
      expect(checks).toContainEqual({ name: 'who may', status: 'ok', says: 'users with a signed token.' })
    },
  },
})

it('names no variable that the server does not take', async () => {
  const help = await run('serve', '--help')
  const names = firstCells(readPage('docs/self-hosting.md'), 'Settings').flatMap((cell) => cell.split(' '))
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !help.includes(name))).toEqual([])
})

it('names, for many processes and in compose.yaml, no variable that the server does not take', async () => {
  const help = await run('serve', '--help')
  const cells = firstCells(readPage('docs/self-hosting.md'), 'More than one process').flatMap((cell) =>
    cell.split(' '),
  )
  const composed = [...readPage('compose.yaml').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name ?? '')
  expect([cells.length, composed.length]).toEqual([5, 8])
  expect([...cells, ...composed].filter((name) => !help.includes(name))).toEqual([])
})
