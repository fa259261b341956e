import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildProgram, type Child, startChild } from '../testing/child-program.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { FolderInUse, lockFolder } from './lock.js'

let program: string
beforeAll(async () => {
  program = await buildProgram(new URL('../testing/hold-lock.program.ts', import.meta.url))
})

const holdLock = (folder: string): Child => {
  const child = startChild(program, [folder])
  onTestFinished(child.kill)
  return child
}

const firstLine = async (child: Child): Promise<string> => (await child.lines.next()).value

/** A folder whose lock was held by a process that was killed. */
const folderWithStaleLock = async (): Promise<string> => {
  const folder = await temporaryFolder()
  const child = holdLock(folder)
  expect(await firstLine(child)).toBe('locked')
  child.kill()
  await child.ended
  return folder
}

describe('the lock of a data folder', () => {
  it('refuses a second holder in this process and names it', async () => {
    const folder = await temporaryFolder()
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUse)
    await expect(lockFolder(folder)).rejects.toThrow(
      `The data folder ${folder} is in use by process ${process.pid}. Stop that process`,
    )
    await lock.release()
  })

  it('is free again after its release', async () => {
    const folder = await temporaryFolder()
    for (let round = 0; round < 3; round++) await (await lockFolder(folder)).release()
    expect(await readdir(folder)).toEqual(['lock.3'])
  })

  it('refuses another process and names the holder', async () => {
    const folder = await temporaryFolder()
    const holder = holdLock(folder)
    expect(await firstLine(holder)).toBe('locked')
    expect(await firstLine(holdLock(folder))).toMatch(`in use by process ${holder.pid}`)
  })

  it('is taken over from a process that was killed', async () => {
    const folder = await folderWithStaleLock()
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUse)
    await lock.release()
  })

  it('works in a folder whose path has over 200 characters', async () => {
    const folder = join(await temporaryFolder(), ...Array.from({ length: 20 }, () => 'eleven-long'))
    expect(folder.length).toBeGreaterThan(200)
    await mkdir(folder, { recursive: true })
    const holder = holdLock(folder)
    expect(await firstLine(holder)).toBe('locked')
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${holder.pid}`)
    holder.kill()
    await holder.ended
    await (await lockFolder(folder)).release()
  })

  it('goes to exactly one of 20 processes that find it stale at the same time', async () => {
    for (let round = 0; round < 2; round++) {
      const folder = await folderWithStaleLock()
      const answers = await Promise.all(Array.from({ length: 20 }, () => firstLine(holdLock(folder))))
      expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1)
      expect(answers.filter((answer) => answer.startsWith('refused: The data folder'))).toHaveLength(19)
    }
  })

  it('goes to exactly one of 50 takers in one process, round after round', async () => {
    const folder = await folderWithStaleLock()
    for (let round = 0; round < 20; round++) {
      const takers = await Promise.allSettled(Array.from({ length: 50 }, () => lockFolder(folder)))
      for (const taker of takers) {
        if (taker.status === 'rejected') expect(taker.reason).toBeInstanceOf(FolderInUse)
      }
      const locks = takers.filter((taker) => taker.status === 'fulfilled')
      expect(locks).toHaveLength(1)
      await locks[0]?.value.release()
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('candidate-'))).toEqual([])
  })
})
