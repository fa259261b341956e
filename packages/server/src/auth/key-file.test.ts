import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOrMakeKeyFile } from './key-file.js'

describe('the key file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inboxkit-key-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is made once, for its owner only, in a folder that may not exist yet', async () => {
    const inside = join(folder, 'data')
    const key = await readOrMakeKeyFile(inside)
    expect(key).toHaveLength(32)
    expect(await readOrMakeKeyFile(inside)).toEqual(key)
    expect((await stat(join(inside, 'encryption-key'))).mode & 0o777).toBe(0o600)
  })

  it('gives everybody who comes at once the same key, and leaves no drafts', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => readOrMakeKeyFile(folder)))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect(await readdir(folder)).toEqual(['encryption-key'])
  })

  it('is refused with its path when it holds no key', async () => {
    await writeFile(join(folder, 'encryption-key'), 'short')
    await expect(readOrMakeKeyFile(folder)).rejects.toThrow(/encryption-key holds no encryption key/)
  })
})
