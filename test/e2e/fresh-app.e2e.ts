import { execFile, spawn } from 'node:child_process'
import { cp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey } from '../kit/server-process.js'
import { InboxOnPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

const run = promisify(execFile)
const template = fileURLToPath(new URL('fresh-app', import.meta.url))

/** Starts `npm run dev` for the length of `work`, and ends it with everything it started. */
const withDevServer = async (folder: string, work: (url: string) => Promise<void>): Promise<void> => {
  const child = spawn('npm', ['run', 'dev', '--', '--host', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    detached: true,
    // Vite takes any FORCE_COLOR, and CI, for a wish for colours, which would stand in the middle of the address.
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = ''
      child.stdout.on('data', (data: Buffer) => {
        printed += data.toString()
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
        if (found !== undefined) resolve(found)
      })
      child.once('close', () => reject(new Error(`npm run dev ended:\n${printed}`)))
    })
    await work(url)
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  }
}

test('a fresh Vite app installs the packages from the server and shows a live notification', async ({
  server,
  context,
}) => {
  test.setTimeout(240_000)
  await inTemporaryFolder(async (folder) => {
    await cp(template, folder, { recursive: true })
    await writeFile(
      join(folder, '.env'),
      `VITE_INBOXKIT_URL=${server.url}\nVITE_INBOXKIT_API_KEY=${apiKey}\n`,
    )
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
    await run('npm', ['i', `${server.url}/packages/inboxkit-react.tgz`, ...quietly], { cwd: folder })
    expect((await readdir(join(folder, 'node_modules/@inboxkit'))).sort()).toEqual([
      'core',
      'protocol',
      'react',
    ])
    await run('npm', ['run', 'build'], { cwd: folder })

    await withDevServer(folder, async (url) => {
      const page = await context.newPage()
      await page.goto(url)
      const inbox = new InboxOnPage(page)
      await inbox.openPanel()
      await notify(server.url, 'ann', 'From a fresh app')
      await expect(inbox.item('From a fresh app')).toBeVisible()
      await expect(inbox.panel).toHaveCSS('position', 'fixed')
    })
  })
})
