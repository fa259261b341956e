import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves one HTML page on an origin of its own, for the length of `work`. */
export const withPage = async (html: string, work: (url: string) => Promise<void>): Promise<void> => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
