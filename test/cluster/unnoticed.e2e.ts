import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { watched as test } from '../e2e/watched.js'
import { asUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { run, runWith, type ServerProcess, startServer } from '../kit/server-process.js'
import { withAudience } from './audience.js'
import { withCluster } from './cluster.js'
import { startPostgres } from './postgres.js'
import { startProxy } from './proxy.js'

const reconnecting = 'Connection lost. Trying to reconnect.'
const noOlder = 'Older notifications could not be loaded.'
const gone = { code: 0, signal: null }
/** What a browser says of a balancer that has nobody to send to; a page of another origin may not read its answer. */
const nobodyThere = /WebSocket connection to .* failed|net::ERR_|status of 50[23]|blocked by CORS policy/

test('P1 P2 P4: who looks on while every process is replaced notices no more than a reconnect', ({
  context,
}) =>
  withCluster({}, ({ url, apis, workers, proxy, roll }) =>
    withAudience({ server: url, context }, async ({ ann, bob, backend, requests, ...audience }) => {
      await audience.more(10)
      for (const node of [...apis, ...workers]) {
        const rolling = roll([node])
        await audience.read()
        await ann.page.keyboard.type(' nice', { delay: 20 })
        expect(await rolling).toEqual([gone])
      }
      await audience.more(10)
      for (const { lists, connects } of Object.values(requests)) expect([lists(), connects()]).toEqual([0, 0])
      await audience.expectUnnoticed([reconnecting])
      await expect(ann.panel.getByRole('textbox')).toHaveValue('It was nice nice nice nice')
      expect({ setbacks: backend.setbacks, mistakes: proxy.mistakes }).toEqual({ setbacks: [], mistakes: [] })
      for (const page of [ann, bob]) expect((await page.noticed()).connections).toContain('waiting')
    }),
  ))

test('P1 P2 P4: who looks on while the data moves from a folder to PostgreSQL notices no more than a reconnect', ({
  context,
  faults,
}) =>
  inTemporaryFolder(async (folder) => {
    const dataDir = join(folder, 'data')
    const postgres = await startPostgres(folder)
    let server: (ServerProcess & { url: string }) | undefined = await startServer({ dataDir })
    const proxy = await startProxy(() => (server ? [server.url] : []))
    try {
      await withAudience({ server: proxy.url, context }, async ({ ann, bob, requests, ...audience }) => {
        await audience.more(10)
        const { epoch } = await asUser(proxy.url, 'ann').list()
        const startedAt = performance.now()
        expect(await server?.stop()).toEqual(gone)
        server = undefined
        const file = join(folder, 'inboxkit.gz')
        const moving = run('export', file, '--data', dataDir).then(async () => {
          const database = {
            url: postgres.url,
            encryptionKey: (await readFile(join(dataDir, 'encryption-key'), 'utf8')).trim(),
          }
          const env = { DATABASE_URL: database.url, INBOXKIT_ENCRYPTION_KEY: database.encryptionKey }
          await runWith(env, 'import', file)
          return startServer({ database })
        })
        await audience.read()
        await ann.page.keyboard.type(' nice', { delay: 20 })
        for (const { panel } of [ann, bob]) await expect(panel.getByText(reconnecting)).toBeVisible()
        await bob.scroll('end')
        await expect(bob.panel.getByText(noOlder)).toBeVisible()
        server = await moving
        const awayMs = performance.now() - startedAt
        for (const { panel } of [ann, bob]) await expect(panel.getByText(reconnecting)).toHaveCount(0)
        console.log(
          `moved in ${awayMs.toFixed(0)} ms, live after ${(performance.now() - startedAt).toFixed(0)} ms`,
        )
        expect(faults.take().filter((fault) => !nobodyThere.test(fault))).toEqual([])
        await bob.scrollTo('Welcome 1')
        await bob.scroll('top')
        await audience.more(10)
        expect([requests.ann.lists(), requests.ann.connects(), requests.bob.connects()]).toEqual([0, 0, 0])
        // It is said to him who goes down to them while nobody is there, and then mends itself.
        await audience.expectUnnoticed([reconnecting, noOlder])
        await expect(bob.panel.getByText(noOlder)).toHaveCount(0)
        await expect(ann.panel.getByRole('textbox')).toHaveValue('It was nice')
        expect(proxy.mistakes).toEqual([])
        expect((await asUser(proxy.url, 'ann').list()).epoch).toBe(epoch)
      })
    } finally {
      await proxy.close()
      await server?.kill()
      await postgres.stop()
    }
  }))
