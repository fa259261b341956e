import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.js'
import { createBeacons } from './beacons.js'
import { Connections } from './connections.js'
import type { UserHead } from './types.js'

/** A node with as many users on it, and whom it has told. */
const openNode = (users: number, intervalMs = 20_000) => {
  const clock = createFakeClock()
  const userIds = Array.from({ length: users }, (_, at) => at + 1)
  const told: number[] = []
  const asked: number[] = []
  const connections = new Connections()
  vi.spyOn(connections, 'usersOf').mockReturnValue(userIds)
  vi.spyOn(connections, 'emit').mockImplementation((userId) => void told.push(userId))
  const readHeads = (ids: readonly number[]): Promise<UserHead[]> => {
    asked.push(ids.length)
    const counts = { unseen: 0, unread: 0, total: 0 }
    return Promise.resolve(ids.map((userId) => ({ userId, epoch: 'e', seq: 1, counts })))
  }
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const beacons = createBeacons({ connections, readHeads, clock, log, intervalMs })
  onTestFinished(beacons.close)
  return { beacons, clock, intervalMs, userIds, told, asked }
}

it('everybody is told in each interval, a hundred in one go and the next ones a little later', async () => {
  const { clock, intervalMs, userIds, told, asked } = openNode(250)
  clock.advance(intervalMs)
  await vi.waitFor(() => expect(told).toEqual(userIds.slice(0, 100)))
  for (const many of [200, 250]) {
    clock.advance(24)
    await Promise.resolve()
    expect(told.length).toBe(many - (many === 250 ? 50 : 100))
    clock.advance(1)
    await vi.waitFor(() => expect(told).toEqual(userIds.slice(0, many)))
  }
  expect(asked).toEqual([100, 100, 50])
  clock.advance(intervalMs)
  await vi.waitFor(() => expect(told).toHaveLength(350))
})

it('however many there are, all are told in a quarter of the interval', async () => {
  const { clock, intervalMs, userIds, told } = openNode(10_000, 2000)
  clock.advance(intervalMs)
  for (let at = 1; at < 100; at++) {
    await vi.waitFor(() => expect(told).toHaveLength(at * 100), { interval: 0 })
    clock.advance(5)
  }
  await vi.waitFor(() => expect(told).toEqual(userIds))
})

it('who asks for a round while one is under way gets another one after it', async () => {
  const { beacons, clock, userIds, told } = openNode(150)
  beacons.now()
  await vi.waitFor(() => expect(told).toHaveLength(100))
  beacons.now()
  clock.advance(25)
  await vi.waitFor(() => expect(told).toEqual([...userIds, ...userIds.slice(0, 100)]))
})

it('nobody is told any more once it is closed', async () => {
  const { beacons, clock, intervalMs, told } = openNode(150)
  beacons.now()
  await vi.waitFor(() => expect(told).toHaveLength(100))
  beacons.close()
  clock.advance(2 * intervalMs)
  await Promise.resolve()
  expect(told).toHaveLength(100)
})
