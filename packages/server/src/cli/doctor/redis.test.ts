import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { checkRedis } from './redis.js'

/** A server that gives every command the same answer. */
const answering = async (answer: string): Promise<number> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    // A request is an array of texts: each begins with its length.
    socket.on('data', (data) => socket.write(answer.repeat(data.toString().match(/^\*/gm)?.length ?? 1)))
    onTestFinished(() => void socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

it('that answers is fine', async () => {
  const port = await answering('+PONG\r\n')
  expect(await checkRedis(`redis://127.0.0.1:${port}`)).toEqual({
    name: 'Redis',
    status: 'ok',
    says: `127.0.0.1:${port} answers.`,
  })
})

it('that refuses the password, or is not there, is told without it', async () => {
  const port = await answering('-WRONGPASS invalid username-password pair\r\n')
  for (const [url, reason] of [
    [`redis://:s3cret@127.0.0.1:${port}`, 'WRONGPASS'],
    ['redis://:s3cret@127.0.0.1:9', 'ECONNREFUSED'],
  ] as const) {
    const finding = await checkRedis(url)
    expect(finding).toMatchObject({ status: 'failed', says: expect.stringContaining(reason) })
    expect(finding.says).not.toContain('s3cret')
  }
})
