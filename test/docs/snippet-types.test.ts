import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { blocksIn, readPage } from './blocks.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const reactTypes = join(root, 'packages/react/node_modules/@types')

/** What examples take for granted: said before them, or in the prose around them. */
const known = `
  import type { Inbox } from '@inboxkit/core'
  import type { defineWorkflow, Inboxkit } from '@inboxkit/node'
  import type { TestClock, TestServer } from '@inboxkit/testing'
  interface Request { user: { id: string } }
  interface Response { send(text: string): void }
  declare global {
    const inbox: Inbox, inboxkit: Inboxkit, server: TestServer, clock: TestClock
    const baseUrl: string, apiKey: string, apiSecret: string, id: number, titles: string[]
    const button: HTMLButtonElement
    const router: { push(href: string): void }
    const refetch: (changed: string) => void
    const users: { identifier: string }[]
    const app: { get(path: string, handle: (request: Request, response: Response) => unknown): void }
    const orderShipped: ReturnType<typeof defineWorkflow<{ orderId: string; total: number }>>
    const Orders: (props: { inbox: Inbox }) => import('react').ReactElement
    interface Story {
      loaders: (() => Promise<{ inbox: Inbox }>)[]
      render: (args: object, context: { loaded: { inbox: Inbox } }) => import('react').ReactElement
    }
  }`

/** By page: what its first example imported, for those after it that import nothing. */
const pages: Readonly<Record<string, string>> = {
  'docs/build-your-own-ui.md': '',
  'docs/secure-mode.md': '',
  'docs/theming.md': '',
  'docs/testing.md':
    "import { createInbox } from '@inboxkit/core'; import { expect } from 'vitest'; import '@inboxkit/testing/vitest'",
  'packages/core/README.md': '',
  'packages/node/README.md': "import { Inboxkit } from '@inboxkit/node'",
  'packages/protocol/README.md': '',
  'packages/react/README.md': '',
  'packages/testing/README.md': [
    "import { createInbox } from '@inboxkit/core'",
    "import { createTestServer } from '@inboxkit/testing'",
    "import { render, screen } from '@testing-library/react'",
    "import { expect, vi } from 'vitest'",
  ].join(';'),
}

const settings = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    jsx: 'react-jsx',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    // An app has one React; the workspace has one for each package.
    paths: {
      react: [join(reactTypes, 'react')],
      'react/*': [join(reactTypes, 'react/*')],
      'react-dom': [join(reactTypes, 'react-dom')],
      'react-dom/*': [join(reactTypes, 'react-dom/*')],
    },
  },
  include: ['*.ts', '*.tsx'],
}

/** What the compiler says of texts, by file, as a reader's project would have them. */
const compile = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
  // Below the folder whose packages they may use.
  const parent = join(root, 'test/test-results')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'snippets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  await writeFile(join(folder, 'known.ts'), known)
  // As Vite's and Next's own types have it.
  await writeFile(join(folder, 'styles.d.ts'), "declare module '*.css'\n")
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const said = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false']).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  return said.split('\n').flatMap((line) => /[^/]*\.tsx?\(.*/.exec(line)?.[0] ?? [])
}

it('examples in TypeScript compile against the packages that there are', async () => {
  const files: Record<string, string> = {}
  for (const [page, imports] of Object.entries(pages))
    for (const { language, code, line, marker } of blocksIn(readPage(page))) {
      if (!/^tsx?$/.test(language) || marker?.kind === 'shown') continue
      const isAlone = /^import /m.test(code)
      // On the same line, so that a place that is told is the place on the page.
      const before = isAlone || imports === '' ? '' : `${imports};`
      files[`${page.replaceAll(/[./]/g, '-')}-line-${line}.tsx`] = `${before}${code}\nexport {}\n`
    }
  expect(Object.keys(files).length).toBeGreaterThan(20)
  expect(await compile(files)).toEqual([])
})

it('an example that names what is not there is told', async () => {
  const wrong = "import { Inboxx } from '@inboxkit/react'\nexport const count: string = inbox.counts.get()\n"
  expect(await compile({ 'wrong.tsx': wrong })).toEqual([
    expect.stringMatching(/^wrong\.tsx\(1,10\): error TS2724: .*'Inbox'\?$/),
    expect.stringMatching(/^wrong\.tsx\(2,14\): error TS2322: /),
  ])
})
