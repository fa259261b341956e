import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { FeedPage } from '@inboxkit/protocol'
import { build } from 'esbuild'
import { JSDOM, VirtualConsole } from 'jsdom'
import { expect } from 'vitest'
import type { World } from './world.js'

/** What jsdom leaves out, as far as the inbox needs it to draw its bell. */
const complete = (window: JSDOM['window'], userToken: string): void => {
  class Watcher {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  const media = { matches: false, addEventListener: () => {}, removeEventListener: () => {} }
  const fetchAsPage: typeof fetch = (input, init) =>
    // The only address that a page in these examples asks of its own back end.
    input === '/inbox-token' ? Promise.resolve(new Response(userToken)) : fetch(input, withoutSignal(init))
  Object.assign(window, {
    ResizeObserver: Watcher,
    IntersectionObserver: Watcher,
    matchMedia: () => media,
    fetch: fetchAsPage,
    Response,
  })
}

/** Node's fetch takes no signal of jsdom. */
const withoutSignal = ({ signal: _, ...init }: RequestInit = {}): RequestInit => init

const require = createRequire(import.meta.url)
const folderOf = (name: string): string => dirname(require.resolve(`${name}/package.json`))

/** What draws an example that leaves that to its reader. */
const render = `
  import { createRoot } from 'react-dom/client'
  createRoot(document.getElementById('root')).render(<Header />)`

const bundled = async (code: string, folder: string): Promise<string> => {
  const isDrawn = /createRoot\(|document\.body/.test(code)
  const { outputFiles } = await build({
    stdin: { contents: isDrawn ? code : code + render, loader: 'tsx', resolveDir: folder },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    loader: { '.css': 'empty' },
    // An app has one React; the workspace has one for each package.
    alias: { react: folderOf('react'), 'react-dom': folderOf('react-dom') },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** A page of jsdom that has run an example, and what it complained about. */
const openPage = async (code: string, world: World, userToken: string) => {
  const complaints: string[] = []
  const virtualConsole = new VirtualConsole()
  virtualConsole.on('error', (...said: unknown[]) => complaints.push(said.join(' ')))
  virtualConsole.on('jsdomError', ({ message }: Error) => complaints.push(message))
  const { window } = new JSDOM('<div id="root"></div>', {
    url: 'http://localhost/',
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole,
  })
  complete(window, userToken)
  window.eval(await bundled(code, world.folder))
  return { window, complaints }
}

/** @returns how many are new then */
const sendOne = async (world: World, identifier: string, title: string): Promise<number> => {
  await world.asApp('POST', '/v3/notifications', {
    notification: { title },
    sendTo: { recipients: [{ identifier }] },
  })
  await world.newest(identifier, title)
  const query = new URLSearchParams({ userIdentifier: identifier })
  return (await world.asApp<FeedPage>('GET', `/v3/notifications?${query}`)).unreadCount
}

/**
 * Draws the `Header` that an example exports, or what it draws itself, with a page's means, and waits until its bell
 * has counted what is in the inbox already, and then one more that is sent while it is open.
 * @param nameOf what the bell is called when so many are new
 * @returns what the bell is called in the end
 */
export const renderHeader = async (
  code: string,
  world: World,
  identifier: string,
  userToken: string,
  nameOf = (count: number): string => `Notifications, ${count} new`,
): Promise<string> => {
  const count = await sendOne(world, identifier, 'Before the page is opened')
  const { window, complaints } = await openPage(code, world, userToken)
  try {
    const bell = (): string | null | undefined =>
      window.document.querySelector('.inbox-bell')?.getAttribute('aria-label')
    const shown = (): object => ({ bell: bell(), complaints })
    await expect.poll(shown).toEqual({ bell: nameOf(count), complaints: [] })
    await sendOne(world, identifier, 'While the page is open')
    await expect.poll(shown).toEqual({ bell: nameOf(count + 1), complaints: [] })
    return bell() ?? ''
  } finally {
    window.close()
  }
}

/**
 * Runs an example that draws a list, and waits until that has what is in the inbox, and then one more that is sent while
 * it is open.
 * @returns what the page says in the end, its title first
 */
export const renderList = async (code: string, world: World, identifier: string): Promise<string> => {
  await sendOne(world, identifier, 'Before the page is opened')
  const { window, complaints } = await openPage(code, world, '')
  try {
    const shown = (): object => ({
      first: window.document.querySelector('li')?.textContent,
      complaints,
    })
    await expect.poll(shown).toEqual({ first: 'Before the page is opened', complaints: [] })
    await sendOne(world, identifier, 'While the page is open')
    await expect.poll(shown).toEqual({ first: 'While the page is open', complaints: [] })
    const { title, body } = window.document
    return `${title} ${body.textContent}`
  } finally {
    window.close()
  }
}
