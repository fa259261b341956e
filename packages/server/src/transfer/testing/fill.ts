import type { TestServer } from '../../testing/test-server.js'
import { say, workflowsOn } from '../../testing/workflows.js'

/** What a server was told, with something under way in every way there is. */
export interface Filled {
  /** The request whose run waits for a day. */
  waiting: string
  /** How far the client of "ann" has read. */
  client: { epoch: string; seq: number }
}

const quiet = { mon: [{ from: '22:00', to: '23:59' }] }

/** Fills a server with a bit of everything. Nothing is left to do now. */
export const fill = async (test: TestServer): Promise<Filled> => {
  const { call, asApp, asUser } = test
  const flows = workflowsOn(test)
  const must = async (method: string, url: string, headers: Record<string, string>, body?: unknown) => {
    const answer = await call(method, url, headers, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  await must('PUT', '/v3/users/ann', asApp, { name: 'Ann "\\ Ünal\n🎉', email: 'ann@example.test' })
  await must('PUT', '/v3/users/bob', asApp, { name: 'Bob' })
  await must('PUT', '/v3/users/gone', asApp, {})
  await must('DELETE', '/v3/users/gone', asApp)
  const device = { ...asUser('ann'), 'x-engagespot-device-id': 'ann-1' }
  await must('POST', '/v3/sdk/connect', device, { deviceType: 'browser', browserType: 'chrome' })
  const news = await must('POST', '/v3/categories', asApp, { identifier: 'news', name: 'News' })
  await must('PATCH', '/v3/preferences', asUser('ann'), {
    preference: [{ categoryId: news['id'], channels: [{ channel: 'inApp', enabled: false }] }],
  })
  await must('PUT', '/v3/preferences/quiet-hours', asUser('ann'), { schedule: quiet })
  await must('PUT', '/v3/tenants/north', asApp, { name: 'North' })
  await must('POST', '/v3/topics', asApp, { name: 'Boats' })
  await must('POST', '/v3/topics/boats/users', asApp, {
    users: ['ann', 'bob'].map((identifier) => ({ identifier })),
  })
  await must('PUT', '/v3/templates/late', asApp, {
    name: 'Late',
    channels: { inApp: { title: 'Late: {{data.what}}' } },
  })
  await flows.publish('slow', [
    { type: 'delay', for: '1d' },
    { type: 'send', channel: 'inApp', template: 'late' },
  ])
  await flows.publish('gathered', [{ type: 'batch', for: '2d' }, say('{{batch.total}} of them')])
  await flows.publish('paid', [{ type: 'waitFor', event: 'order.paid', timeout: '9d' }, say('Paid')])
  await flows.publish('mailed', [
    { type: 'send', channel: 'email', template: { subject: 'Hello', text: 'Hello' } },
  ])

  await test.send(['ann', 'bob'], { title: 'First', data: { order: 77 } })
  const [second] = await test.send(['ann', 'bob'], { title: 'Second', category: 'boats' })
  await must('POST', `/v3/notifications/${second}/click`, asUser('ann'))
  await must(
    'POST',
    '/v3/notifications',
    { ...asApp, 'idempotency-key': 'once' },
    {
      notification: { title: 'To a topic' },
      sendTo: { topics: ['boats'] },
    },
  )
  await must('POST', '/v3/notifications', asApp, {
    notification: { title: 'In three days' },
    sendTo: { recipients: ['ann'] },
    sendAt: new Date(test.clock.now().getTime() + 3 * 86_400_000).toISOString(),
  })
  const waiting = await flows.trigger('slow', ['ann'], { data: { what: 'shoes' } })
  await flows.trigger('gathered', ['ann'])
  await flows.trigger('gathered', ['ann'])
  await flows.trigger('paid', ['ann'])
  await flows.trigger('mailed', ['ann', 'bob'])
  await must('POST', '/v3/events', asApp, { event: 'order.seen', recipient: 'ann' })
  await test.settle()
  const { body } = await call('GET', '/v3/notifications', asUser('ann'))
  return { waiting, client: { epoch: String(body['epoch']), seq: Number(body['seq']) } }
}
