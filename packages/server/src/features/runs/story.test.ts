import { describe, expect, it } from 'vitest'
import { say } from '../../testing/workflows.js'
import { delay, openRuns } from './testing/open-runs.js'

const { test, work } = await openRuns()

const digest = {
  type: 'send',
  id: 'digest',
  channel: 'inApp',
  template: { title: '{{batch.total}} new: {{#each batch.items}}{{n}} {{/each}}' },
}
const escalation = {
  type: 'send',
  id: 'mail',
  channel: 'email',
  template: { subject: '{{batch.total}} unread', text: 'Have a look' },
  onlyIf: { step: 'digest', is: 'unseen' },
}

interface Run {
  recipient: string
  state: string
  timeline: { at: string; path: string; what: string; channel: string | null; reason: string | null }[]
}
const runsOf = async (requestId: string): Promise<Run[]> => {
  const { body } = await test.call('GET', `/v3/requests/${requestId}`, test.asApp)
  return (body['runs'] as { data: Run[] }).data
}

/** Three days of two people's sends, and what their servers said of them. */
const threeDays = async (name: string): Promise<{ titles: unknown[][]; story: string[] }> => {
  const ann = await work.someone({ email: `ann@${name}.test` })
  const bob = await work.someone({ email: `bob@${name}.test` })
  await work.publish(name, [{ type: 'batch', for: '1d' }, digest, delay({ for: '4h' }), escalation])
  const start = test.clock.now().getTime()
  const requests: string[] = []
  for (let day = 0; day < 3; day++) {
    for (const n of [1, 2]) {
      requests.push(await work.trigger(name, [ann, bob], { data: { n: day * 10 + n } }))
      await test.advance('2h')
    }
    await test.advance('20h')
    // Ann looks at what came, every day; Bob does not.
    await test.call('POST', '/v3/notifications/markAllNotificationsAsSeen', test.asUser(ann))
  }
  await test.advance('3d')
  const story: string[] = []
  for (const id of requests)
    for (const run of await runsOf(id))
      for (const { at, path, what, channel, reason } of run.timeline)
        story.push(
          `${(Date.parse(at) - start) / 3_600_000} h ${run.recipient === ann ? 'ann' : 'bob'} ${path} ${what} ${channel ?? ''} ${reason ?? ''}`,
        )
  return { titles: [await work.titles(ann), await work.titles(bob)], story }
}

describe('three days, digests and escalations', () => {
  it('happen in their order within moments, and the same way each time', async () => {
    const first = await threeDays('first')
    const second = await threeDays('second')
    expect(first.titles[0]).toEqual(['2 new: 21 22 ', '2 new: 11 12 ', '2 new: 1 2 '])
    expect(first.titles[1]).toEqual(first.titles[0])
    expect(first.story.filter((line) => line.includes('bob') && line.includes('sent email'))).toHaveLength(3)
    expect(second).toEqual(first)
  })

  it('explain themselves', async () => {
    const ann = await work.someone({ email: 'ann@shop.test' })
    await work.publish('explained', [{ ...say('Look'), id: 'digest' }, delay({ for: '1h' }), escalation])
    const id = await work.trigger('explained', [ann])
    await test.advance('42s')
    await test.call('POST', '/v3/notifications/markAllNotificationsAsSeen', test.asUser(ann))
    await test.advance('2h')
    const [run] = await runsOf(id)
    expect(run).toMatchObject({
      recipient: ann,
      state: 'done',
      timeline: [
        { path: 'steps[0]', what: 'delivered', channel: 'inApp' },
        { path: 'steps[2]', what: 'skipped', channel: 'email', reason: 'seen in the inbox after 42 s' },
      ],
    })
  })
})
