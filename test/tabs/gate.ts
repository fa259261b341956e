import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** What stands in front of a server: serves a page, lets the rest through, and counts the sockets that reach it. */
export interface Gate {
  readonly url: string
  /** Sockets that are open on the server. */
  sockets(): number
  /** Lets nothing but the page through: requests break, sockets are cut. */
  setOpen(isOpen: boolean): void
  /** What the sockets say is lost on its way, and nobody is told: as when a machine sleeps. */
  setDeaf(isDeaf: boolean): void
  /** Paths of the requests that went through, without those for the page. */
  readonly requests: string[]
  close(): Promise<void>
}

type Files = Record<string, { type: string; body: string }>

export const openGate = async (server: string, files: Files): Promise<Gate> => {
  const { hostname, port } = new URL(server)
  const pairs = new Map<Socket, Socket>()
  const requests: string[] = []
  let isOpen = true
  let isDeaf = false

  const forward = (from: IncomingMessage, to: ServerResponse): void => {
    const { method, url: path, headers } = from
    requests.push(`${method} ${(path ?? '').split('?')[0]}`)
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(to)
    })
    onward.on('error', () => to.destroy())
    from.pipe(onward)
  }

  const gate = createServer((from, to) => {
    const file = files[(from.url ?? '').split('?')[0] ?? '']
    if (file) to.writeHead(200, { 'content-type': file.type }).end(file.body)
    else if (isOpen) forward(from, to)
    else from.socket.destroy()
  })
  gate.on('upgrade', ({ method, url: path, rawHeaders }: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => {})
    if (!isOpen) return client.destroy()
    const onward = connect(Number(port), hostname)
    pairs.set(client, onward)
    const lines = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
    )
    onward.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    onward.write(head)
    onward.on('data', (bytes) => isDeaf || client.write(bytes))
    client.on('data', (bytes) => isDeaf || onward.write(bytes))
    const end = (): void => {
      pairs.delete(client)
      client.destroy()
      onward.destroy()
    }
    for (const side of [client, onward]) side.on('close', end).on('end', end).on('error', end)
  })
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    sockets: () => pairs.size,
    setOpen(now) {
      isOpen = now
      if (!now) for (const client of pairs.keys()) client.destroy()
    },
    setDeaf(now) {
      isDeaf = now
    },
    requests,
    async close() {
      gate.closeAllConnections()
      for (const client of pairs.keys()) client.destroy()
      await new Promise((resolve) => gate.close(resolve))
    },
  }
}
