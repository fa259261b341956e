import { once } from 'node:events'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { makeWorld } from '../core-world.mjs'

const folder = fileURLToPath(new URL('./pages/', import.meta.url))

/** Ours and what it is compared with: the same rows in a plain React list, and in one that draws what is near. */
export const kinds = /** @type {const} */ (['ours', 'plain', 'windowed'])
/** @typedef {(typeof kinds)[number]} Kind */

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
])

/**
 * What a host ships: each page built by Vite for production, with whatever it preloads.
 * @param {readonly string[]} kinds
 * @returns {Promise<ReadonlyMap<string, { type: string, body: string | Uint8Array }>>} by path
 */
const buildPages = async (kinds) => {
  const built = await Promise.all(
    kinds.map((kind) =>
      build({
        root: folder,
        configFile: false,
        logLevel: 'silent',
        base: `/${kind}/`,
        plugins: [
          {
            name: 'kind',
            transformIndexHtml: { order: 'pre', handler: (html) => html.replaceAll('%KIND%', kind) },
          },
        ],
        // The other vendor's code asks for a global of Node's.
        define: { global: 'globalThis' },
        build: { write: false, target: 'es2022', rolldownOptions: { input: `${folder}page.html` } },
      }),
    ),
  )
  /** @type {Map<string, { type: string, body: string | Uint8Array }>} */
  const files = new Map()
  built.forEach((outputs, at) => {
    if (!('output' in outputs)) throw new Error('Vite watches instead of building')
    for (const file of outputs.output)
      files.set(`/${kinds[at]}/${file.fileName}`, {
        type: types.get(extname(file.fileName)) ?? 'application/octet-stream',
        body: file.type === 'chunk' ? file.code : file.source,
      })
  })
  return files
}

/** @param {import('node:http').RequestListener} listener */
const listen = async (listener) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}

/**
 * Pages on an origin of their own.
 * @param {readonly string[]} kinds
 */
export const servePages = async (kinds) => {
  const files = await buildPages(kinds)
  const { server, url } = await listen((request, response) => {
    const file = files.get(request.url?.split('?')[0] ?? '')
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' })
    response.end(file?.body)
  })
  return {
    server,
    /** @param {string} kind @param {Record<string, string>} query */
    urlOf: (kind, query) => `${url}/${kind}/page.html?${new URLSearchParams(query)}`,
  }
}

/**
 * The built pages on one origin, and on another one a server that answers from arithmetic, at once.
 * @returns {Promise<{ urlOf: (kind: Kind) => string, serve: (items: number) => void, requests: () => string[], close: () => void }>}
 */
export const openSite = async () => {
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
  const pages = await servePages(kinds)
  return {
    urlOf: (kind) => pages.urlOf(kind, { api: api.url }),
    serve: (items) => {
      world = makeWorld(items)
    },
    requests: () => {
      const before = asked
      asked = []
      return before
    },
    close: () => {
      for (const { server } of [api, pages]) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}
