import { problem } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLog } from '../log.js'
import { openTestDb, type TestDb } from '../testing/test-db.js'
import { createReadiness } from './readiness.js'
import { createRoutes } from './routes.js'
import { createHttp } from './server.js'

/** A thing that is deleted between the look for it and the write that refers to it. */
describe('a write whose thing is deleted meanwhile', () => {
  let test: TestDb
  let http: FastifyInstance
  let looks: number
  beforeAll(async () => {
    test = await openTestDb()
    await test.db.run`create table thing (id int primary key)`
    await test.db.run`create table part (thing_id int not null references thing)`
    http = await createHttp({
      log: createLog('silent'),
      isOriginAllowed: () => true,
      rateLimit: false,
      readiness: createReadiness(async () => undefined),
    })
    const app = { id: 1, name: '', apiKey: '', settings: {}, secrets: [], keys: [] }
    const routes = createRoutes(http, {
      prefix: '/v3',
      db: test.db,
      now: () => new Date(),
      authenticate: async () => ({ kind: 'app', app }),
    })
    routes.on(
      'POST',
      '/things/:id/parts',
      {
        as: 'app',
        tag: 'Things',
        summary: 'Add a part',
        params: z.object({ id: z.coerce.number() }),
        answer: z.object({ looks: z.int() }),
      },
      async ({ params: { id }, db }) => {
        // The first look comes before the deletion, and every look at number 13 does.
        const isThere = looks++ === 0 || id === 13
        if (!isThere) throw problem('topic_not_found')
        await db.run`insert into part (thing_id) values (${id})`
        return { looks }
      },
    )
  })
  afterAll(async () => {
    await http.close()
    await test.close()
  })

  const add = async (id: number, headers = {}) => {
    looks = 0
    const asApp = { 'x-engagespot-api-key': 'k', 'x-engagespot-api-secret': 's' }
    const answer = await http.inject({
      method: 'POST',
      url: `/v3/things/${id}/parts`,
      headers: { ...asApp, ...headers },
    })
    return { status: answer.statusCode, body: answer.json<{ code?: string }>() }
  }

  it.each([{}, { 'idempotency-key': 'k' }])('is refused as without it: %j', async (headers) => {
    expect(await add(7, headers)).toMatchObject({ status: 404, body: { code: 'topic_not_found' } })
    expect(looks).toBe(2)
  })

  it('is our own mistake when that goes on', async () => {
    expect(await add(13)).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(looks).toBe(2)
  })

  it('is done once where nothing is deleted', async () => {
    await test.db.run`insert into thing (id) values (13)`
    expect(await add(13)).toMatchObject({ status: 200, body: { looks: 1 } })
  })
})
