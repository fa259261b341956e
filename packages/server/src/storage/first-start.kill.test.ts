import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildProgram, type Child, startChild } from '../testing/child-program.js'
import { temporaryFolder } from '../testing/temporary-folder.js'

let program: string
beforeAll(async () => {
  program = await buildProgram(new URL('../testing/open-folder.program.ts', import.meta.url))
})

const open = (folder: string, how: 'initdb' | 'seed'): Child => {
  const child = startChild(program, [folder, how])
  onTestFinished(child.kill)
  return child
}

/** Waits for a state of the file system. It lasts some milliseconds at least, and nothing tells of it. */
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await delay(1)
}

/** One start among those of a folder: which process, and the how manieth. */
interface Start {
  folder: string
  pid: number
  number: number
}

const has = ({ folder, pid }: Start, file: string): boolean => existsSync(join(folder, `tmp-${pid}`, file))

const isFinished = ({ folder }: Start): boolean => existsSync(join(folder, 'database'))

/** What a first start brings about, in that order: the kills are spread over all of it, most where it is dangerous. */
const kills: { at: string; isSo: (start: Start) => boolean; times: number }[] = [
  { at: 'when it takes the lock', isSo: (it) => existsSync(join(it.folder, `lock.${it.number}`)), times: 1 },
  { at: 'when its folder appears', isSo: (it) => has(it, ''), times: 1 },
  { at: 'when the first files are there', isSo: (it) => has(it, 'files/base'), times: 1 },
  { at: 'in the middle of the copy', isSo: (it) => has(it, 'files/base/5'), times: 1 },
  { at: 'when PG_VERSION appears', isSo: (it) => has(it, 'files/PG_VERSION'), times: 3 },
  { at: 'when the last files are there', isSo: (it) => has(it, 'files/postgresql.conf'), times: 1 },
  { at: 'when it is done', isSo: isFinished, times: 1 },
]

/** The same folder again and again: each start has to cope with what all the killed ones left. */
const killFirstStarts = async (
  folder: string,
  how: 'initdb' | 'seed',
  moments: typeof kills,
): Promise<void> => {
  let number = 0
  for (const { isSo, times } of moments) {
    for (let time = 1; time <= times; time++) {
      await rm(join(folder, 'database'), { recursive: true, force: true })
      const killed = open(folder, how)
      const start = { folder, pid: killed.pid, number: ++number }
      await until(() => isSo(start) || isFinished(start))
      killed.kill()
      expect((await killed.ended).signal).toBe('SIGKILL')
    }
  }
}

const expectToOpen = async (folder: string): Promise<void> => {
  expect(await open(folder, 'seed').lines.next()).toEqual({ done: false, value: 'open' })
}

describe('a data folder whose first start was killed', () => {
  it('opens afterwards, killed at each step of it', async () => {
    const folder = await temporaryFolder()
    await killFirstStarts(folder, 'seed', kills)
    await expectToOpen(folder)
  })

  it('opens afterwards, killed without a seed when PG_VERSION appears', async () => {
    const folder = await temporaryFolder()
    const moments = kills.filter(({ at }) => at.includes('PG_VERSION'))
    await killFirstStarts(
      folder,
      'initdb',
      moments.map((moment) => ({ ...moment, times: 1 })),
    )
    await expectToOpen(folder)
  })

  it('opens for exactly one of 20 that start at the same time afterwards', async () => {
    const folder = await temporaryFolder()
    const killed = open(folder, 'seed')
    await until(() => has({ folder, pid: killed.pid, number: 1 }, 'files/PG_VERSION'))
    killed.kill()
    await killed.ended
    const starters = Array.from({ length: 20 }, () => open(folder, 'seed'))
    const answers = await Promise.all(
      starters.map(async ({ lines, pid }) => ({ pid, answer: String((await lines.next()).value) })),
    )
    const opened = answers.filter(({ answer }) => answer === 'open')
    expect(opened).toHaveLength(1)
    const refusals = answers.filter(({ answer }) =>
      answer.startsWith(`refused: The data folder ${folder} is in use`),
    )
    expect(refusals).toHaveLength(19)
  })
})
