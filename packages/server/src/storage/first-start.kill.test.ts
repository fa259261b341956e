import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
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

/** Waits for a state of the file system, looking again as fast as it can: what it looks for lasts milliseconds. */
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await turn()
}

const isUnfinished = (folder: string, file = ''): boolean =>
  readdirSync(folder).some((name) => name.startsWith('tmp-') && existsSync(join(folder, name, file)))

const isFinished = (folder: string): boolean => existsSync(join(folder, 'database'))

/** What a first start brings about, in that order: the kills are spread over all of it, most where it is dangerous. */
const kills: { at: string; isSo: (folder: string) => boolean; times: number }[] = [
  { at: 'when it takes the lock', isSo: (folder) => existsSync(join(folder, 'lock.1')), times: 2 },
  { at: 'when its folder appears', isSo: (folder) => isUnfinished(folder), times: 2 },
  { at: 'when the first files are there', isSo: (folder) => isUnfinished(folder, 'files/base'), times: 2 },
  { at: 'in the middle of the copy', isSo: (folder) => isUnfinished(folder, 'files/base/5'), times: 2 },
  { at: 'when PG_VERSION appears', isSo: (folder) => isUnfinished(folder, 'files/PG_VERSION'), times: 4 },
  {
    at: 'when the last files are there',
    isSo: (folder) => isUnfinished(folder, 'files/postgresql.conf'),
    times: 2,
  },
  { at: 'when its server starts', isSo: (folder) => isUnfinished(folder, 'files/postmaster.pid'), times: 2 },
  { at: 'when it is done', isSo: isFinished, times: 1 },
]

const rounds = (how: 'initdb' | 'seed') =>
  kills.flatMap(({ at, isSo, times }) =>
    Array.from({ length: how === 'seed' ? times : Number(at.includes('PG_VERSION')) * 3 }, (_, n) => ({
      name: `${at} (${how}, ${n + 1})`,
      how,
      isSo,
    })),
  )

describe('a first start that is killed', () => {
  it.each([...rounds('seed'), ...rounds('initdb')])(
    'opens afterwards: $name',
    { timeout: 60_000 },
    async ({ how, isSo }) => {
      const folder = await temporaryFolder()
      const killed = open(folder, how)
      await until(() => isSo(folder) || isFinished(folder))
      killed.kill()
      await killed.ended
      expect(await open(folder, 'seed').lines.next()).toEqual({ done: false, value: 'open' })
    },
  )
})
