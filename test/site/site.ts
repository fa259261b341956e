import { cp, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { withFolder } from '../kit/static-server.js'
import { resets } from './resets.js'

const require = createRequire(import.meta.url)
const here = fileURLToPath(new URL('page/', import.meta.url))
const inboxkitReact = createRequire(require.resolve('@inboxkit/react/package.json'))

/** Where a package is, as the inbox itself finds it: React 19; `from` this file it is React 18. */
const folderOf = (name: string, from: NodeJS.Require): string => dirname(from.resolve(`${name}/package.json`))

const circle = (fill: string, width: number, height: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${fill}"/></svg>`

/** @param react its major version */
const bundle = async (outdir: string, react: 18 | 19): Promise<void> => {
  const from = react === 19 ? inboxkitReact : require
  await build({
    entryPoints: [join(here, 'main.tsx')],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    outdir,
    alias: { react: folderOf('react', from), 'react-dom': folderOf('react-dom', from) },
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: {},
    logLevel: 'error',
  })
}

/** Builds the page and everything it links to into a folder: what a host's static build would be. */
export const buildSite = async (folder: string): Promise<void> => {
  await Promise.all([
    bundle(join(folder, '18'), 18),
    bundle(join(folder, '19'), 19),
    cp(dirname(require.resolve('@inboxkit/element/inboxkit.js')), folder, { recursive: true }),
    cp(join(here, 'host.css'), join(folder, 'host.css')),
    ...['styles.css', 'styles.layer.css'].map(async (name) =>
      writeFile(join(folder, name), await readFile(require.resolve(`@inboxkit/react/${name}`))),
    ),
    ...Object.entries(resets).map(async ([name, css]) => {
      const text = await css()
      await writeFile(join(folder, `${name}.css`), text)
      await writeFile(join(folder, `${name}.layered.css`), `@layer reset {\n${text}\n}\n`)
    }),
    writeFile(join(folder, 'harbour.svg'), circle('#0b5c8a', 640, 360)),
    writeFile(join(folder, 'face.svg'), circle('#97266d', 64, 64)),
  ])
}

/** The page as its address asks for it: no inline script, no inline style. */
const pageOf = (query: URLSearchParams): string => {
  const sheets = (query.get('css') ?? 'host,styles').split(',')
  return `<!doctype html>
<html lang="en" dir="${query.get('dir') ?? 'ltr'}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Harbour</title>
    <link rel="icon" href="/face.svg" />
${sheets.map((name) => `    <link rel="stylesheet" href="/${name}.css" />`).join('\n')}
${query.get('as') === 'element' ? '    <script src="/inboxkit.js"></script>' : ''}
    <script type="module" src="/${query.get('react') ?? 19}/main.js"></script>
  </head>
  <body></body>
</html>`
}

/** Serves what `buildSite` left in `folder` under a policy, for the length of `work`. */
export const withSite = (
  folder: string,
  policy: string,
  work: (url: string) => Promise<void>,
): Promise<void> =>
  withFolder(folder, work, { 'content-security-policy': policy }, ({ pathname, searchParams }) =>
    pathname === '/' ? pageOf(searchParams) : undefined,
  )
