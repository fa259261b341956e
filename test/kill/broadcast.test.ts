import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { asUser, call, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { apiKey, apiSecret, startServer } from '../kit/server-process.js'
import { inspect } from './inspection.js'

const users = 8_000
const broadcasts = 4
const kills = 5
const asApp = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }

interface Request {
  state: string
  counts: { delivered: number }
}

it('P1 P2: a send to everyone goes on where kill -9 stopped it, and reaches each user once', () =>
  inTemporaryFolder(async (dataDir) => {
    const random = createRandom(runSeed())
    let server = await startServer({ dataDir })
    for (let from = 0; from < users; from += 1000) {
      const some = Array.from({ length: 1000 }, (_, n) => ({ identifier: `user-${from + n}` }))
      await call(server.url, 'POST', '/v3/users/bulk', asApp, { users: some })
    }
    const requestIds: string[] = []
    for (let n = 0; n < broadcasts; n++)
      requestIds.push(
        (await send(server.url, { notification: { title: `News ${n}` }, sendTo: { everyone: true } }))
          .requestId,
      )
    const request = (id: string) => call<Request>(server.url, 'GET', `/v3/requests/${id}?limit=1`, asApp)

    let underWay = 0
    for (let kill = 0; kill < kills; kill++) {
      await delay(random.integer(20, 250))
      for (const id of requestIds) {
        const { state, counts } = await request(id)
        if (state === 'delivering' && counts.delivered > 0) underWay++
      }
      await server.kill()
      server = await startServer({ dataDir })
    }
    for (const id of requestIds)
      await expect
        .poll(() => request(id), { timeout: 60_000, interval: 200 })
        .toMatchObject({ state: 'done', counts: { delivered: users } })
    for (const user of random.sample(
      Array.from({ length: users }, (_, n) => `user-${n}`),
      50,
    )) {
      const { data } = await asUser(server.url, user).list({ limit: 20 })
      expect(data.map(({ title }) => title).sort()).toEqual(requestIds.map((_, n) => `News ${n}`))
    }
    await server.stop()
    const atRest = await inspect(dataDir)
    console.log(
      `broadcasts, seed ${random.seed}: ${kills} kills, ${broadcasts} sends to ${users} users, ` +
        `${underWay} times one of them was under way just before`,
    )
    expect(atRest).toMatchObject({ openTriggers: 0, wrongFeeds: 0 })
  }))
