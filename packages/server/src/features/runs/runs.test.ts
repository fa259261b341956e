import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const publish = async (identifier: string, steps: object[], rest: object = {}) => {
  const answer = await test.call('PUT', `/v3/workflows/${identifier}`, test.asApp, {
    name: identifier,
    steps,
    ...rest,
  })
  expect(answer.status).toBe(200)
}
const users = async (...identifiers: string[]) => {
  for (const identifier of identifiers) await test.call('PUT', `/v3/users/${identifier}`, test.asApp, {})
}
const trigger = async (workflow: object, recipients: unknown[], rest: object = {}) => {
  const sent = await test.call('POST', '/v3/notifications', test.asApp, {
    notification: { workflow },
    sendTo: { recipients },
    ...rest,
  })
  expect(sent.status).toBe(202)
  return String(sent.body['requestId'])
}
const inApp = (title: string) => ({ type: 'send', channel: 'inApp', template: { title } })
const titles = async (user: string) =>
  ((await test.call('GET', '/v3/notifications', test.asUser(user))).body.data ?? []).map(
    (one) => one['title'],
  )
const runsOf = (requestId: string) =>
  test.db.many<{ state: string; step: number; reason: string | null; wake_at: Date | null }>`
    select r.state, r.step, r.reason, r.wake_at from run r join trigger t on t.id = r.trigger_id
    where t.request_id = ${requestId}::uuid order by r.user_id`
const reach = (requestId: string, states: string[]) =>
  vi.waitFor(
    async () => {
      const runs = await runsOf(requestId)
      expect(runs.map(({ state }) => state)).toEqual(states)
    },
    { interval: 5, timeout: 10_000 },
  )

describe('a run', () => {
  it('performs everything up to its delay, and the rest when that is over, not before', async () => {
    await publish('remind', [
      inApp('First {{data.n}}'),
      inApp('Second'),
      { type: 'delay', for: '2h' },
      inApp('Third'),
    ])
    await users('ann', 'bob')
    const id = await trigger({ identifier: 'remind' }, ['ann', 'bob'], { data: { n: 7 } })
    await reach(id, ['waiting', 'waiting'])
    for (const user of ['ann', 'bob']) expect(await titles(user)).toEqual(['Second', 'First 7'])
    test.clock.advance(2 * 3_600_000 - 1)
    expect(await titles('ann')).toEqual(['Second', 'First 7'])
    test.clock.advance(501)
    await reach(id, ['done', 'done'])
    for (const user of ['ann', 'bob']) expect(await titles(user)).toEqual(['Third', 'Second', 'First 7'])
  })
})
