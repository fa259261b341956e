import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { asUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { type ServerProcess, spawnServer, startServer } from '../kit/server-process.js'

const starters = 20

/** The address of a server that opened the folder, or what a refused one printed on its way out. */
const resultOf = async (
  server: ServerProcess,
): Promise<{ url: string } | { code: number | null; said: string }> => {
  const url = await server.ready.catch(() => undefined)
  if (url !== undefined) return { url }
  const { code } = await server.ended
  return { code, said: server.output() }
}

it('P1: lets exactly one of 20 simultaneous starters open a folder whose last holder was killed', () =>
  inTemporaryFolder(async (dataDir) => {
    const first = await startServer({ dataDir })
    await send(first.url, {
      notification: { title: 'Before' },
      sendTo: { recipients: [{ identifier: 'ann' }] },
    })
    await first.kill()
    const locks = (await readdir(dataDir)).filter((name) => name.startsWith('lock.'))
    expect(locks).toHaveLength(1)

    const servers = Array.from({ length: starters }, () => spawnServer({ dataDir }))
    const results = await Promise.all(servers.map(resultOf))
    const opened = results.flatMap((result) => ('url' in result ? [result.url] : []))
    const refused = results.flatMap((result) => ('said' in result ? [result] : []))
    console.log(`${starters} starters on a stale lock: ${opened.length} opened, ${refused.length} refused`)
    expect(opened).toHaveLength(1)
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 1))
    // A holder that is busy starting may not come to say its number.
    for (const { said } of refused)
      expect(said).toMatch(
        new RegExp(`The data folder ${dataDir} is in use by (process \\d+|another process)`),
      )

    const [url = ''] = opened
    const ann = asUser(url, 'ann')
    await send(url, { notification: { title: 'After' }, sendTo: { recipients: ['ann'] } })
    await expect
      .poll(async () => (await ann.list()).data.map(({ title }) => title))
      .toEqual(['After', 'Before'])
    await Promise.all(servers.map((server) => server.kill()))
  }))
