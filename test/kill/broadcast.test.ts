import { expect, it } from 'vitest'
import { asUser, call, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { apiKey, apiSecret, startServer } from '../kit/server-process.js'
import { inspect } from './inspection.js'

const users = 6_000
const broadcasts = 5
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
    const request = (id: string) => call<Request>(server.url, 'GET', `/v3/requests/${id}?limit=1`, asApp)
    const requestIds: string[] = []
    const killedAt: number[] = []
    for (let n = 0; n < broadcasts; n++) {
      const body = { notification: { title: `News ${n}` }, sendTo: { everyone: true } }
      const { requestId } = await send(server.url, body)
      requestIds.push(requestId)
      // In the first half of it; those before may still be going on as well.
      const enough = random.integer(1, users / 2)
      let delivered = 0
      while (delivered < enough) delivered = (await request(requestId)).counts.delivered
      killedAt.push(delivered)
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
      `broadcasts, seed ${random.seed}: ${broadcasts} sends to ${users} users, ` +
        `killed when ${killedAt.join(', ')} copies were delivered`,
    )
    expect(killedAt.filter((copies) => copies === users)).toEqual([])
    expect(atRest).toMatchObject({ openTriggers: 0, wrongFeeds: 0 })
  }))
