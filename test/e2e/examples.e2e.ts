import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { asUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey } from '../kit/server-process.js'
import { withFolder } from '../kit/static-server.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

const run = promisify(execFile)
const examples = fileURLToPath(new URL('../../examples', import.meta.url))

/** As its README says: `vite build`, with the server's address in the environment. */
const build = async (name: string, serverUrl: string, outDir: string): Promise<void> => {
  const cwd = join(examples, name)
  await run(process.execPath, [join(cwd, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', outDir], {
    cwd,
    env: { ...process.env, VITE_INBOXKIT_URL: serverUrl, VITE_INBOXKIT_API_KEY: apiKey },
  })
}

for (const name of ['vanilla', 'vue', 'svelte'])
  test(`the ${name} example lists, counts, marks read and follows what comes`, async ({
    server,
    context,
  }) => {
    await inTemporaryFolder(async (folder) => {
      await build(name, server.url, folder)
      await notify(server.url, 'ann', 'First', 'Second')
      await withFolder(folder, async (url) => {
        const page = await context.newPage()
        await page.goto(url)
        const rows = page.getByRole('listitem').getByRole('button')
        const heading = page.getByRole('heading', { level: 1 })
        await expect(rows).toHaveText(['Second', 'First'])
        await expect(heading).toHaveText('Inbox (2)')

        await notify(server.url, 'ann', 'Third')
        await expect(rows).toHaveText(['Third', 'Second', 'First'])
        await expect(heading).toHaveText('Inbox (3)')

        await rows.first().click()
        await expect(rows.first()).toBeDisabled()
        await expect(heading).toHaveText('Inbox (2)')
        await expect
          .poll(async () =>
            (await asUser(server.url, 'ann').list({ limit: 3 })).data.map(({ readAt }) => readAt !== null),
          )
          .toEqual([true, false, false])

        const [{ id } = { id: 0 }] = (await asUser(server.url, 'ann').list({ limit: 1 })).data
        await asUser(server.url, 'ann').act('DELETE', `/notifications/${id}`)
        await expect(rows).toHaveText(['Second', 'First'])

        await notify(server.url, 'ann', ...Array.from({ length: 25 }, (_, index) => `More ${index}`))
        const another = await context.newPage()
        await another.goto(url)
        const shown = another.getByRole('listitem')
        await expect(shown).toHaveCount(25)
        await another.getByRole('button', { name: 'More', exact: true }).click()
        await expect(shown).toHaveCount(27)
      })
    })
  })
