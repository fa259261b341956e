import type { FeedPage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import type { Watched } from './watching.js'

describe('an escalation of the demo', () => {
  let test: TestServer
  const printed: string[] = []
  beforeAll(async () => {
    test = await openTestServer({ demo: true, writeLine: (line) => printed.push(line) })
  })
  afterAll(() => test.close())

  const start = async (to: string, seconds = 15): Promise<string> => {
    const { status, body } = await test.call('POST', '/demo/escalations', {}, { to, seconds })
    expect(status).toBe(202)
    return String(body['requestId'])
  }
  const watch = async (requestId: string): Promise<Watched> =>
    (await test.call('GET', `/demo/escalations/${requestId}`)).body as never
  const told = ({ request }: Watched): string[] =>
    request.runs.data[0]?.timeline.map(({ path, channel, what }) => `${path} ${channel ?? ''} ${what}`) ?? []
  const reaches = (requestId: string, wanted: string[]): Promise<Watched> =>
    vi.waitFor(
      async () => {
        const watched = await watch(requestId)
        expect(told(watched)).toEqual(wanted)
        return watched
      },
      { interval: 10 },
    )

  it('goes from the inbox to e-mail and SMS while nobody answers, and writes both to the log', async () => {
    const requestId = await start('ann')
    const asked = await reaches(requestId, ['steps[0] inApp delivered'])
    expect(asked.request).toMatchObject({ state: 'waiting', runs: { data: [{ recipient: 'ann' }] } })
    expect(Date.parse(String(asked.request.runs.data[0]?.wakesAt)) - Date.parse(asked.now)).toBe(15_000)
    expect(asked).toMatchObject({ answer: null, written: [] })

    await test.advance('16s')
    await reaches(requestId, [
      'steps[0] inApp delivered',
      'steps[1]  event did not come',
      'steps[2] email sent',
    ])
    await test.advance('16s')
    const over = await reaches(requestId, [
      'steps[0] inApp delivered',
      'steps[1]  event did not come',
      'steps[2] email sent',
      'steps[3]  event did not come',
      'steps[4] sms sent',
    ])
    expect(over.request.state).toBe('done')
    expect(over.request.runs.data[0]?.timeline[2]?.attempts).toMatchObject([
      { provider: 'console', kind: 'sent', text: 'written to the log' },
    ])
    expect(over.written).toEqual([
      expect.stringContaining(`email to ann (ann@harbor.test): 'Tide mugs: 19 left, 26 ordered'`),
      expect.stringContaining('sms to ann (+12025550140)'),
    ])
    expect(printed).toEqual(over.written)
  })

  it('ends with the answer, and says which it was', async () => {
    const requestId = await start('bob')
    await reaches(requestId, ['steps[0] inApp delivered'])
    const { id } = await newest('bob')
    await test.advance('6s')
    await test.call('PUT', `/v3/notifications/${id}/state`, test.asUser('bob'), {
      answer: { block: 'fire', value: null },
    })
    const over = await reaches(requestId, [
      'steps[0] inApp delivered',
      'steps[1]  event came',
      'steps[2] email skipped',
      'steps[3]  event came',
      'steps[4] sms skipped',
    ])
    expect(over).toMatchObject({
      request: { state: 'done' },
      answer: { block: 'fire', value: 'Fire 24 more' },
      written: [],
    })
  })

  const newest = async (user: string): Promise<FeedPage['data'][number]> => {
    const { data } = (await test.call('GET', '/v3/notifications', test.asUser(user)))
      .body as never as FeedPage
    const found = data.find(({ title }) => title === 'Tide mugs: 19 left, 26 ordered')
    if (!found) throw new Error('nothing was asked')
    return found
  }

  it('tells no answer of an item that is gone', async () => {
    const requestId = await start('chen')
    await reaches(requestId, ['steps[0] inApp delivered'])
    const { id } = await newest('chen')
    await test.call('DELETE', `/v3/notifications/${id}`, test.asUser('chen'))
    expect((await watch(requestId)).answer).toBeNull()
  })

  it('shows no other request', async () => {
    const { body } = await test.call(
      'POST',
      '/demo/send',
      {},
      {
        notification: { title: 'Plain' },
        sendTo: { recipients: ['ann'] },
      },
    )
    for (const id of [body['requestId'], '7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f'])
      expect(await test.call('GET', `/demo/escalations/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'request_not_found' },
      })
  })

  it.each([
    [{ to: 'zed', seconds: 15 }, 'to'],
    [{ to: 'ann', seconds: 0 }, 'seconds'],
    [{ to: 'ann', seconds: 61 }, 'seconds'],
    [{ to: 'ann', seconds: 1.5 }, 'seconds'],
  ])('is refused for %j', async (sent, field) => {
    expect(await test.call('POST', '/demo/escalations', {}, sent)).toMatchObject({
      status: 400,
      body: { fields: [{ field }] },
    })
  })

  it('is published once, however often the server starts', async () => {
    await test.restart()
    const { body } = await test.call('GET', '/v3/workflows/harbor-low-stock', test.asApp)
    expect(body).toMatchObject({ version: 1, category: 'stock' })
  })

  it('starts nothing where messages would leave the machine', async () => {
    const server = await openTestServer({
      demo: true,
      providers: { email: [{ type: 'smtp', url: 'smtp://127.0.0.1:1', from: 'shop@harbor.test' }] },
    })
    expect(await server.call('POST', '/demo/escalations', {}, { to: 'ann', seconds: 15 })).toMatchObject({
      status: 422,
    })
    expect((await server.call('GET', '/v3/workflows/harbor-low-stock', server.asApp)).status).toBe(404)
    await server.close()
  })
})
