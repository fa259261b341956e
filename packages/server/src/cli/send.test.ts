import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { run } from './run.js'
import { aWorld } from './testing/fake-world.js'

let test: TestServer
let url = ''
beforeAll(async () => {
  test = await openTestServer()
  url = (await test.server.listen()).url
  for (const identifier of ['ann', '007']) await test.call('PUT', `/v3/users/${identifier}`, test.asApp, {})
})
afterAll(() => test.close())

/** `inboxkit send …` at that server. */
const call = async (...words: string[]) => {
  const env = { INBOXKIT_API_KEY: 'shop', INBOXKIT_API_SECRET: 'shop-secret', INBOXKIT_URL: url }
  const world = aWorld({ env })
  const code = await run(['node', 'inboxkit', 'send', ...words], '1.2.3', world)
  return { code, printed: world.printed, told: world.told }
}

const newest = async (identifier: string): Promise<unknown> =>
  (await test.call('GET', '/v3/notifications?limit=1', test.asUser(identifier))).body.data?.[0]

const accepted = expect.stringMatching(/^accepted as request [\w-]+$/)

describe('send', () => {
  it('sends what it was told, and says who got it', async () => {
    const { code, printed, told } = await call(
      'Order 77 shipped',
      ...['--to', 'ann', '--message', '- on its way', '--url', '/orders/77', '--category', 'orders'],
      ...['--data', '{"order":77}', '--wait'],
    )
    expect({ code, told }).toEqual({ code: 0, told: [] })
    expect(printed).toEqual([accepted, 'ann  inApp  delivered', '1 delivered'])
    expect(await newest('ann')).toMatchObject({
      title: 'Order 77 shipped',
      message: '- on its way',
      url: '/orders/77',
      category: { identifier: 'orders' },
      data: { order: 77 },
    })
  })

  it('goes to users whose names look like numbers, and says why somebody did not get it', async () => {
    const { code, printed } = await call('Hello', '--to', '007', '--to=nobody', '--wait=20')
    expect(code).toBe(0)
    expect(printed).toEqual([
      accepted,
      '007     inApp  delivered',
      'nobody  inApp  skipped  no user has this identifier: make one with PUT /v3/users/{identifier}',
      '1 delivered, 1 skipped',
    ])
  })

  it('ends with 1 when it reached nobody', async () => {
    const { code, printed, told } = await call('Hello', '--to', 'nobody', '--wait')
    expect({ code, told }).toEqual({ code: 1, told: [] })
    expect(printed.at(-1)).toBe('1 skipped')
  })

  it('starts a workflow, and does not wait for its delays', async () => {
    const steps = [
      { type: 'send', channel: 'inApp', template: { title: 'Order {{data.order}}' } },
      { type: 'delay', for: '2d' },
      { type: 'send', channel: 'inApp', template: { title: 'How was it?' } },
    ]
    const workflow = { identifier: 'orders', name: 'Orders', steps }
    await test.call('PUT', '/v3/workflows/orders', test.asApp, workflow)
    const words = ['--workflow', 'orders', '--to', 'ann', '--data', '{"order":78}', '--wait']
    const { code, printed } = await call(...words)
    expect(code).toBe(0)
    expect(printed).toContain('ann  inApp  delivered')
    expect(printed).toContain('ann  inApp  waiting')
    expect(await newest('ann')).toMatchObject({ title: 'Order 78' })
  })

  it('answers without waiting, and as JSON', async () => {
    expect(await call('Hello', '--to', 'ann')).toEqual({ code: 0, printed: [accepted], told: [] })
    const { printed } = await call('Hello', '--to', 'ann', '--json')
    expect(JSON.parse(printed.join())).toEqual({ requestId: expect.any(String) })
    const waited = await call('Hello', '--to', 'ann', '--json', '--wait')
    expect(waited.printed).toHaveLength(1)
    expect(JSON.parse(waited.printed.join())).toMatchObject({
      state: 'done',
      counts: { delivered: 1, failed: 0 },
      recipients: [{ identifier: 'ann', outcome: 'delivered' }],
    })
  })

  it('says what the server refuses, and why', async () => {
    const refused = await call('Hello', '--to', 'ann', '--url', 'javascript:alert(1)')
    expect(refused).toMatchObject({ code: 1, printed: [] })
    expect(refused.told.join('\n')).toMatch(/^inboxkit: the server refused it: notification\.url must be /)
    const unknown = await call('--workflow', 'none', '--to', 'ann')
    expect(unknown.told).toEqual(['inboxkit: the server refused it: No such workflow: none'])
    const away = await call('Hello', '--to', 'ann', '--server', 'http://127.0.0.1:9')
    expect(away.code).toBe(1)
    expect(away.told.join()).toMatch(/No server answers at .*: start one, or name another with --server$/)
    const other = await call('Hello', '--to', 'ann', '--api-key', 'other')
    expect(other).toMatchObject({
      code: 1,
      told: ['inboxkit: INBOXKIT_API_KEY and INBOXKIT_API_SECRET must be those of an app on the server'],
    })
  })
})
