import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { blocksIn, readPage } from '../docs/blocks.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey } from '../kit/server-process.js'
import { withPage } from '../kit/static-server.js'
import { InboxOnPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

const run = promisify(execFile)
/** As `npm create vite` leaves it, without what the quick start replaces. */
const template = fileURLToPath(new URL('fresh-app', import.meta.url))
/** One screen of a terminal. */
const mostLines = 60

/** The first example of a page in a language, with this server and key in it, as a reader would copy it. */
const exampleIn = (file: string, language: string, url: string): string => {
  const { code } = blocksIn(readPage(file)).find((block) => block.language === language) ?? { code: '' }
  return code.replaceAll('http://127.0.0.1:4400', url).replaceAll('ik_…', apiKey)
}

const linesOf = (code: string): number => code.split('\n').filter((line) => line.trim() !== '').length

/** Of a page, up to where it says what else there is. */
const walkLines = (file: string): number => (readPage(file).split('\n## ')[0] ?? '').trim().split('\n').length

/** Says how long it took, in the log and in the report. */
const timed = async (what: string, work: () => Promise<void>): Promise<void> => {
  const startedAt = performance.now()
  await work()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${what}: ${seconds} s to the first live notification`)
  test.info().annotations.push({ type: 'walk', description: `${what}: ${seconds} s` })
}

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

test('from an empty folder to a live notification: a Vite app, the packed packages and 12 lines', async ({
  server,
  context,
}) => {
  test.setTimeout(240_000)
  const page = 'docs/quick-start-react.md'
  const code = exampleIn(page, 'jsx', server.url)
  expect(linesOf(code)).toBeLessThanOrEqual(12)
  expect(walkLines(page)).toBeLessThanOrEqual(mostLines)
  await inTemporaryFolder(async (folder) => {
    await timed('Vite and React', async () => {
      await cp(template, folder, { recursive: true })
      const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
      await run('npm', ['i', `${server.url}/packages/inboxkit-react.tgz`, ...quietly], { cwd: folder })
      await mkdir(join(folder, 'src'), { recursive: true })
      await writeFile(join(folder, 'src/main.jsx'), code)
      await withDevServer(folder, async (url) => {
        const tab = await context.newPage()
        await tab.goto(url)
        const inbox = new InboxOnPage(tab)
        await inbox.openPanel()
        await notify(server.url, 'ann', 'From a fresh app')
        await expect(inbox.item('From a fresh app')).toBeVisible()
        await expect(inbox.panel).toHaveCSS('position', 'fixed')
        // It goes before the server that it loads from.
        await tab.close()
      })
    })
    expect((await readdir(join(folder, 'node_modules/@inboxkit'))).sort()).toEqual([
      'core',
      'protocol',
      'react',
    ])
    await run('npm', ['run', 'build'], { cwd: folder })
  })
})

test('from an empty file to a live notification: plain HTML with one script tag', async ({
  server,
  context,
}) => {
  const file = 'docs/quick-start-html.md'
  const html = exampleIn(file, 'html', server.url)
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(linesOf(html)).toBeLessThanOrEqual(12)
  expect(walkLines(file)).toBeLessThanOrEqual(mostLines)
  await timed('Plain HTML', () =>
    withPage(html.replace('<title>', '<link rel="icon" href="data:," /><title>'), async (url) => {
      const tab = await context.newPage()
      await tab.goto(url)
      const inbox = new InboxOnPage(tab)
      await inbox.openPanel()
      await notify(server.url, 'ann', 'From a plain page')
      await expect(inbox.item('From a plain page')).toBeVisible()
      await expect(inbox.panel).toHaveCSS('position', 'fixed')
    }),
  )
})
