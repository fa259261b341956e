import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { linkFolder, shortenFolder } from './short-path.js'

describe('a short path', () => {
  it.each([
    ['through the open folder', shortenFolder],
    ['through a link, where there is no /proc', linkFolder],
  ])('lets a socket be made in a folder of any depth, %s', async (_, shorten) => {
    const folder = join(await temporaryFolder(), ...Array.from({ length: 20 }, () => 'eleven-long'))
    await mkdir(folder, { recursive: true })
    const short = await shorten(folder)
    const server = createServer()
    server.listen(join(short.path, 'socket'))
    await once(server, 'listening')
    expect(await readdir(folder)).toEqual(['socket'])
    server.close()
    await short.close()
  })
})
