import { setTimeout as delay } from 'node:timers/promises'
import type { Notification } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { asUser, listAll, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { startServer } from '../kit/server-process.js'

const users = ['ann', 'bob', 'carl']
const sends = 60
const leadMs = 3_000
const spanMs = 12_000
const kills = 4
const mostLateMs = 2_000

/** When somebody could have delivered: from ready to death. */
interface Life {
  readyAt: number
  endedAt: number
}

it('P1 P2: sends scheduled ones once, in time and never early, through kill -9', () =>
  inTemporaryFolder(async (dataDir) => {
    const random = createRandom(runSeed())
    let server = await startServer({ dataDir })
    const lives: Life[] = [{ readyAt: Date.now(), endedAt: Number.POSITIVE_INFINITY }]
    await Promise.all(users.map((user) => putUser(server.url, user)))
    const startAt = Date.now() + leadMs
    const due = new Map<string, number>()
    await Promise.all(
      Array.from({ length: sends }, async (_, n) => {
        const at = startAt + Math.round((n / sends) * spanMs)
        const notification = { title: `Number ${n}` }
        const request = { notification, sendTo: { recipients: users }, sendAt: new Date(at).toISOString() }
        await send(server.url, request, `key-${n}`)
        due.set(notification.title, at)
      }),
    )
    // All of them are accepted. The first death comes before any is due, the last leaves time for an idle server.
    for (let kill = 0; kill < kills; kill++) {
      await delay(kill === 0 ? 100 : random.integer(200, 1_800))
      await server.kill()
      const life = lives.at(-1)
      if (life) life.endedAt = Date.now()
      server = await startServer({ dataDir })
      lives.push({ readyAt: Date.now(), endedAt: Number.POSITIVE_INFINITY })
    }

    const arrived = new Map<string, Notification[]>()
    await expect
      .poll(
        async () => {
          for (const user of users) arrived.set(user, (await listAll(asUser(server.url, user))).data)
          return Math.min(...[...arrived.values()].map(({ length }) => length))
        },
        { timeout: leadMs + spanMs + 15_000, interval: 250 },
      )
      .toBeGreaterThanOrEqual(sends)
    await server.stop()

    const late: number[] = []
    for (const items of arrived.values()) {
      expect(items.map(({ title }) => title).sort()).toEqual([...due.keys()].sort())
      for (const { title, createdAt } of items) {
        const dueAt = due.get(title) ?? 0
        const at = Date.parse(createdAt)
        expect(at, `${title} is early`).toBeGreaterThanOrEqual(dueAt)
        const life = lives.find(({ readyAt, endedAt }) => readyAt <= at && at < endedAt)
        if (life) late.push(at - Math.max(dueAt, life.readyAt))
      }
    }
    const most = Math.max(...late)
    console.log(
      `scheduled, seed ${random.seed}: ${kills} kills, ${sends} sends to ${users.length} users, ` +
        `at most ${most} ms late while a server was up`,
    )
    expect(most).toBeLessThanOrEqual(mostLateMs)
  }))
