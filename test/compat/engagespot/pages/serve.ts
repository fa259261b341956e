import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A customer's site: a page per vendor's package, on an origin of its own. */
export interface Pages {
  /** Ends with a slash; `core-3` and `component` are its pages, any other is empty. */
  url: string
  close(): Promise<void>
}

const names = ['core-3', 'component'] as const

const html = (name: string, script: string): string => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>${name}</title></head>
  <body>${script}</body>
</html>`

/** As a customer's bundler does it: the packages do not load in plain Node (contract, section 1). */
const bundle = async (): Promise<Map<string, string>> => {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    write: false,
    outdir: 'out',
    logLevel: 'error',
  })
  return new Map(outputFiles.map(({ path, text }) => [`/${path.split(/[\\/]/).at(-1)}`, text]))
}

export const servePages = async (): Promise<Pages> => {
  const scripts = await bundle()
  // What customers who use web push have at their root.
  scripts.set('/service-worker.js', '')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.test')
    const script = scripts.get(pathname)
    const type = script === undefined ? 'text/html' : 'text/javascript'
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` })
    const tag = scripts.has(`${pathname}.js`) ? `<script type="module" src="${pathname}.js"></script>` : ''
    response.end(script ?? html(pathname, tag))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
