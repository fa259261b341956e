import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDb } from '../storage/open.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { run } from './run.js'
import { aWorld } from './testing/fake-world.js'

type Call = (...words: string[]) => Promise<string>

/** Runs commands on one data folder. Resolves with what was printed, or rejects with what was told. */
const aShell = async (): Promise<{ cwd: string; call: Call }> => {
  const cwd = await temporaryFolder()
  const call: Call = async (...words) => {
    const world = aWorld({ cwd })
    const code = await run(['node', 'inboxkit', ...words], '1.2.3', world)
    if (code !== 0) throw new Error(world.told.join('\n'))
    return world.printed.join('\n')
  }
  return { cwd, call }
}

describe('commands on a data folder', () => {
  it('find what an earlier one left there', async () => {
    const { call } = await aShell()
    const made = await call('apps', 'create', 'Harbor shop')
    const [, apiKey] = /API key +(ik_\S+)/.exec(made) ?? []
    // The secret can be opened: the folder's encryption key is the same.
    expect(await call('keys', 'list')).toMatch(new RegExp(`^API key ${apiKey}\nsecret \\d+ {2}is_`))
  })

  it('say who uses the folder while a server runs on it', async () => {
    const { cwd, call } = await aShell()
    const running = await openDb({ dataDir: join(cwd, '.inboxkit') })
    try {
      await expect(call('apps', 'list')).rejects.toThrow(
        `inboxkit: The data folder ${join(cwd, '.inboxkit')} is in use by process ${process.pid}.`,
      )
    } finally {
      await running.close()
    }
  })
})
