import type { Notification } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { asUser, listAll, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { mostLateMs, startLives } from './lives.js'

const users = ['ann', 'bob', 'carl']
const sends = 60
const leadMs = 3_000
const spanMs = 12_000
const kills = 4

it('P1 P2: sends scheduled ones once, in time and never early, through kill -9', () =>
  inTemporaryFolder(async (dataDir) => {
    const random = createRandom(runSeed())
    const lives = await startLives(dataDir)
    await Promise.all(users.map((user) => putUser(lives.url(), user)))
    const startAt = Date.now() + leadMs
    const due = new Map<string, number>()
    await Promise.all(
      Array.from({ length: sends }, async (_, n) => {
        const at = startAt + Math.round((n / sends) * spanMs)
        const notification = { title: `Number ${n}` }
        const request = { notification, sendTo: { recipients: users }, sendAt: new Date(at).toISOString() }
        await send(lives.url(), request, `key-${n}`)
        due.set(notification.title, at)
      }),
    )
    // All of them are accepted. The first death comes before any is due, the last leaves time for an idle server.
    await lives.kill(kills, random)

    const arrived = new Map<string, Notification[]>()
    await expect
      .poll(
        async () => {
          for (const user of users) arrived.set(user, (await listAll(asUser(lives.url(), user))).data)
          return Math.min(...[...arrived.values()].map(({ length }) => length))
        },
        { timeout: leadMs + spanMs + 15_000, interval: 250 },
      )
      .toBeGreaterThanOrEqual(sends)
    await lives.stop()

    const late: number[] = []
    for (const items of arrived.values()) {
      expect(items.map(({ title }) => title).sort()).toEqual([...due.keys()].sort())
      for (const { title, createdAt } of items) {
        const dueAt = due.get(title) ?? 0
        const at = Date.parse(createdAt)
        expect(at, `${title} is early`).toBeGreaterThanOrEqual(dueAt)
        late.push(...lives.lateMs(at, dueAt))
      }
    }
    const most = Math.max(...late)
    console.log(
      `scheduled, seed ${random.seed}: ${kills} kills, ${sends} sends to ${users.length} users, ` +
        `at most ${most} ms late while a server was up`,
    )
    expect(most).toBeLessThanOrEqual(mostLateMs)
  }))
