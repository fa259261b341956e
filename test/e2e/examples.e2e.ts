import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { asUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey, apiSecret, run, startServer } from '../kit/server-process.js'
import { withFolder, withPage } from '../kit/static-server.js'
import { InboxOnPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'
import { buildExample, installExamples } from './packed-examples.js'

const onCore = ['vanilla', 'vue', 'svelte']

// One worker, so that they are installed once.
test.describe.configure({ mode: 'default' })

let folder = ''
let exampleAt: (name: string) => string
test.beforeAll(async ({ workerServer }) => {
  test.setTimeout(240_000)
  folder = await mkdtemp(join(tmpdir(), 'inboxkit-examples-'))
  exampleAt = await installExamples([...onCore, 'vue-element', 'vite-express'], folder, workerServer.url)
})
test.afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))

for (const name of onCore)
  test(`the ${name} example lists, counts, marks read and follows what comes`, async ({
    server,
    context,
  }) => {
    await buildExample(exampleAt(name), { VITE_INBOXKIT_URL: server.url, VITE_INBOXKIT_API_KEY: apiKey })
    await notify(server.url, 'ann', 'First', 'Second')
    await withFolder(join(exampleAt(name), 'dist'), async (url) => {
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

test('the vue-element example opens the element by a property, and hears it count', async ({
  server,
  context,
}) => {
  await buildExample(exampleAt('vue-element'), {
    VITE_INBOXKIT_URL: server.url,
    VITE_INBOXKIT_API_KEY: apiKey,
  })
  await notify(server.url, 'ann', 'First')
  await withFolder(join(exampleAt('vue-element'), 'dist'), async (url) => {
    const page = await context.newPage()
    await page.goto(url)
    const inbox = new InboxOnPage(page)
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toHaveText('Inbox (1)')
    await page.getByRole('button', { name: 'Read them' }).click()
    await inbox.expectTitles(['First'])
    await expect(inbox.panel.getByRole('tab', { name: 'Orders' })).toBeVisible()
    await inbox.act('First', 'Mark as read')
    await expect(heading).toHaveText('Inbox (0)')
    await page.keyboard.press('Escape')
    await expect(inbox.panel).toHaveCount(0)
    await page.getByRole('button', { name: 'Read them' }).click()
    await expect(inbox.panel).toBeVisible()
  })
})

test('the html example counts what is to be read, in its own colours', async ({ server, context }) => {
  const html = await readFile(new URL('../../examples/html/index.html', import.meta.url), 'utf8')
  const filled = html.replaceAll('http://127.0.0.1:4400', server.url).replaceAll('ik_…', apiKey)
  await withPage(filled, async (url) => {
    const page = await context.newPage()
    await page.goto(url)
    const inbox = new InboxOnPage(page)
    const status = page.getByText(/to read$/)
    await expect(status).toHaveText('Nothing to read')
    await notify(server.url, 'ann', 'First')
    await expect(status).toHaveText('1 to read')
    await inbox.openPanel()
    await expect(inbox.item('First')).toHaveCSS('font-style', 'italic')
    await expect(inbox.item('First').locator('.inbox-dot')).toHaveCSS('background-color', 'rgb(15, 118, 110)')
  })
})

/** Runs a Node server of somebody else's until `work` is done with it. */
const withBackEnd = async (
  cwd: string,
  env: Readonly<Record<string, string>>,
  work: (url: string) => Promise<void>,
): Promise<void> => {
  const child = spawn(process.execPath, ['server.js'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let address: string | undefined
    for await (const line of createInterface({ input: child.stdout })) {
      address = /http:\S+/.exec(line)?.[0]
      if (address !== undefined) break
    }
    if (address === undefined) throw new Error('The back end ended before it was ready')
    await work(address)
  } finally {
    child.kill('SIGKILL')
  }
}

test('the vite-express example signs tokens and sends, in secure mode', async ({ context }) => {
  await inTemporaryFolder(async (keys) => {
    await run('keys', 'make', keys)
    const server = await startServer({
      args: ['--secure-mode'],
      env: { INBOXKIT_SIGNING_PUBLIC_KEY: join(keys, 'inboxkit-public.pem') },
    })
    try {
      const cwd = exampleAt('vite-express')
      await buildExample(cwd, {})
      const env = {
        PORT: '0',
        INBOXKIT_URL: server.url,
        INBOXKIT_API_KEY: apiKey,
        INBOXKIT_API_SECRET: apiSecret,
        INBOXKIT_SIGNING_KEY: await readFile(join(keys, 'inboxkit-private.pem'), 'utf8'),
      }
      await withBackEnd(cwd, env, async (url) => {
        const page = await context.newPage()
        await page.goto(url)
        const inbox = new InboxOnPage(page)
        await page.getByRole('button', { name: 'Ship order 77' }).click()
        await inbox.expectBadge(1)
        await inbox.openPanel()
        await expect(inbox.item('Order 77 shipped')).toBeVisible()
        // It goes before the server that it talks to.
        await page.close()
      })
    } finally {
      await server.kill()
    }
  })
})
