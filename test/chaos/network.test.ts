import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openNetwork } from './network.js'

/** Two ends with a network between them, and what each has heard. */
const openEnds = async (random: () => number) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const network = await openNetwork(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, random)
  const arrived = once(server, 'connection') as Promise<[Socket]>
  const near = connect(Number(new URL(network.url).port), '127.0.0.1')
  const [far] = await arrived
  onTestFinished(async () => {
    await network.close()
    near.destroy()
    server.close()
  })
  const heard = { near: '', far: '' }
  near.on('data', (piece: Buffer) => (heard.near += piece.toString()))
  far.on('data', (piece: Buffer) => (heard.far += piece.toString()))
  return { network, near, far, heard }
}

it('carries both ways, and breaks what it drops', async () => {
  const { network, near, far, heard } = await openEnds(() => 0)
  near.write('hello')
  far.write('hi')
  await expect.poll(() => heard).toEqual({ near: 'hi', far: 'hello' })
  const ended = Promise.all([once(near, 'close'), once(far, 'close')])
  expect(network.drop(1)).toBe(1)
  await ended
  expect(network.drop(1)).toBe(0)
})

it('is late, and keeps the order', async () => {
  const { network, near, heard } = await openEnds(() => 0)
  network.slow(60)
  const startedAt = performance.now()
  near.write('one ')
  near.write('two ')
  await expect.poll(() => heard.far).toBe('one two ')
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(60)
})

it('halves a connection: one way goes on, the other swallows, and neither side is told until the end', async () => {
  // Below a half, the way up is chosen.
  const { network, near, far, heard } = await openEnds(() => 0.4)
  const halved = network.halve(1)
  expect(halved.count).toBe(1)
  near.write('lost')
  far.write('heard')
  await expect.poll(() => heard).toEqual({ near: 'heard', far: '' })
  far.write(' again')
  await expect.poll(() => heard).toEqual({ near: 'heard again', far: '' })
  expect([near.closed, far.closed]).toEqual([false, false])
  const ended = Promise.all([once(near, 'close'), once(far, 'close')])
  halved.end()
  await ended
})
