import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { makeWorld } from '../core-world.mjs'

const pages = fileURLToPath(new URL('./pages/', import.meta.url))

/** Ours and what it is compared with: the same rows in a plain React list, and in one that draws what is near. */
export const kinds = /** @type {const} */ (['ours', 'plain', 'windowed'])
/** @typedef {(typeof kinds)[number]} Kind */

/** @returns {Promise<ReadonlyMap<string, { type: string, body: Uint8Array }>>} by path */
const buildPages = async () => {
  const { outputFiles } = await build({
    entryPoints: kinds.map((kind) => `${pages}${kind}.jsx`),
    outdir: '/built',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    write: false,
    jsx: 'automatic',
    target: 'es2022',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return new Map(
    outputFiles.map(({ path, contents }) => [
      path.slice('/built'.length),
      { type: path.endsWith('.css') ? 'text/css' : 'text/javascript', body: contents },
    ]),
  )
}

/** @param {string} kind @param {string} api */
const html = (kind, api) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${kind}</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/${kind}.css">
<body style="margin:0;font:14px system-ui"><div id="app"></div><script>window.api=${JSON.stringify(api)}</script>
<script type="module" src="/${kind}.js"></script></body></html>`

/** @param {import('node:http').RequestListener} listener */
const listen = async (listener) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}

/**
 * The built pages on one origin, and on another one a server that answers from arithmetic, at once.
 * @returns {Promise<{ urlOf: (kind: Kind) => string, serve: (items: number) => void, requests: () => string[], close: () => void }>}
 */
export const openSite = async () => {
  const files = await buildPages()
  let world = makeWorld(200)
  /** @type {string[]} */
  let asked = []
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  const answer = async (request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`)
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    response.writeHead(request.method === 'OPTIONS' ? 204 : 200, {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-allow-methods': '*',
      'access-control-max-age': '600',
    })
    response.end(
      request.method === 'OPTIONS'
        ? ''
        : JSON.stringify(world.answer(`http://api${request.url}`, { body: body || undefined })),
    )
  }
  const api = await listen((request, response) => void answer(request, response))
  const site = await listen((request, response) => {
    const file = files.get(request.url ?? '')
    response.writeHead(200, { 'content-type': file?.type ?? 'text/html; charset=utf-8' })
    response.end(file?.body ?? html(request.url?.slice('/page/'.length) ?? '', api.url))
  })
  return {
    urlOf: (kind) => `${site.url}/page/${kind}`,
    serve: (items) => {
      world = makeWorld(items)
    },
    requests: () => {
      const before = asked
      asked = []
      return before
    },
    close: () => {
      for (const { server } of [api, site]) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}
