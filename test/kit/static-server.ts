import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const withServer = async (answer: RequestListener, work: (url: string) => Promise<void>): Promise<void> => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Serves the page that is made of an address, on an origin of its own, for the length of `work`. */
export const withPages = (
  pageAt: (url: URL) => string,
  work: (url: string) => Promise<void>,
): Promise<void> =>
  withServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(pageAt(new URL(request.url ?? '/', 'http://localhost')))
  }, work)

/** Serves one HTML page on an origin of its own, for the length of `work`. */
export const withPage = (html: string, work: (url: string) => Promise<void>): Promise<void> =>
  withPages(() => html, work)

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Serves a folder on an origin of its own, for the length of `work`; `headers` go with every file. What `pageAt` makes
 * of an address goes before the file that is there.
 */
export const withFolder = (
  folder: string,
  work: (url: string) => Promise<void>,
  headers: Record<string, string> = {},
  pageAt: (url: URL) => string | undefined = () => undefined,
): Promise<void> =>
  withServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const path = normalize(url.pathname)
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
    const page = pageAt(url)
    const read = page === undefined ? readFile(file) : Promise.resolve(page)
    read.then(
      (bytes) => {
        response.writeHead(200, {
          ...headers,
          'content-type': types[page === undefined ? extname(file) : '.html'] ?? 'application/octet-stream',
        })
        response.end(bytes)
      },
      () => response.writeHead(404).end(),
    )
  }, work)
