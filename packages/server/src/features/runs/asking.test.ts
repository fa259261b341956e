import type { Notification } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { openRuns } from './testing/open-runs.js'

const { test, work } = await openRuns()

const answer = (user: string, id: number, block: string, value: unknown = null) =>
  test.call('PUT', `/v3/notifications/${id}/state`, test.asUser(user), { answer: { block, value } })
const newest = async (user: string): Promise<Notification> => {
  const { body } = await test.call('GET', '/v3/notifications', test.asUser(user))
  const [item] = (body as unknown as { data: Notification[] }).data
  if (!item) throw new Error('nothing has come')
  return item
}
const eventsOf = (user: string): Promise<{ name: string; data: object }[]> => test.db.many`
  select e.name, e.data from event e join app_user u on u.id = e.user_id
  where u.identifier = ${user} order by e.id`

describe('a workflow that asks', () => {
  const steps = [
    {
      type: 'send',
      id: 'ask',
      channel: 'inApp',
      template: {
        title: 'Approve order {{data.order}}?',
        blocks: [
          { id: 'yes', type: 'button', text: 'Approve {{data.order}}', state: 'approved' },
          { id: 'no', type: 'button', text: 'Reject', state: 'rejected' },
          { id: 'why', type: 'input', placeholder: 'Why {{data.order}}?', maxLength: 100 },
        ],
      },
    },
    {
      type: 'waitFor',
      id: 'decision',
      event: 'notification.answered',
      timeout: '1m',
      match: { '==': [{ var: 'event.data.notification' }, { var: 'steps.ask.notification' }] },
    },
    {
      type: 'branch',
      when: { '==': [{ var: 'steps.decision.data.state' }, 'approved'] },
      then: [{ type: 'update', step: 'ask', title: 'Order {{data.order}} is approved' }],
      else: [
        {
          type: 'update',
          step: 'ask',
          title: '{{#if steps.decision.happened}}No: {{steps.decision.data.value}}{{else}}Nobody said{{/if}}',
        },
      ],
    },
  ]
  const start = async (user: string, order: number) => {
    await work.publish('approval', steps)
    const requestId = await work.trigger('approval', [user], { data: { order } })
    await work.reach(requestId, ['waiting'])
    const [title] = await work.titles(user)
    expect(title).toBe(`Approve order ${order}?`)
    return { requestId, item: await newest(user) }
  }

  it('shows filled texts, and carries what the trigger brought', async () => {
    const { item } = await start(await work.someone(), 7)
    expect(item).toMatchObject({
      data: { order: 7 },
      reason: { workflow: 'approval' },
      blocks: [
        { id: 'yes', type: 'button', text: 'Approve 7', state: 'approved' },
        { id: 'no', type: 'button', text: 'Reject', state: 'rejected' },
        { id: 'why', type: 'input', placeholder: 'Why 7?', maxLength: 100 },
      ],
    })
  })

  it('goes on with the answer, one way or the other', async () => {
    const user = await work.someone()
    const yes = await start(user, 1)
    const no = await start(user, 2)
    const said = await start(user, 3)
    await answer(user, said.item.id, 'why', 'too much')
    await work.reach(said.requestId, ['done'])
    expect((await work.runs(yes.requestId)).map(({ state }) => state)).toEqual(['waiting'])
    await answer(user, no.item.id, 'no')
    await answer(user, yes.item.id, 'yes')
    await work.reach(yes.requestId, ['done'])
    await work.reach(no.requestId, ['done'])
    expect(await work.titles(user)).toEqual(['No: too much', 'No: Reject', 'Order 1 is approved'])
    expect(await eventsOf(user)).toMatchObject([
      { data: { workflow: 'approval', state: 'why', data: { order: 3 } } },
      { data: { workflow: 'approval', state: 'rejected', data: { order: 2 } } },
      { data: { workflow: 'approval', state: 'approved', data: { order: 1 } } },
    ])
  })

  it('goes on at the time-out, and an answer after that is kept', async () => {
    const user = await work.someone()
    const { requestId, item } = await start(user, 4)
    test.clock.advance(61_000)
    await work.reach(requestId, ['done'])
    expect(await work.titles(user)).toEqual(['Nobody said'])
    expect((await answer(user, item.id, 'yes')).status).toBe(200)
  })

  it('finds an answer that came before it began to wait', async () => {
    const user = await work.someone()
    const [ask, ...rest] = steps
    await work.publish('approval-later', [ask as object, { type: 'delay', for: '1m' }, ...rest])
    const requestId = await work.trigger('approval-later', [user], { data: { order: 5 } })
    await work.reach(requestId, ['waiting'])
    await answer(user, (await newest(user)).id, 'yes')
    test.clock.advance(61_000)
    await work.reach(requestId, ['done'])
    expect(await work.titles(user)).toEqual(['Order 5 is approved'])
  })

  it('closes the question when the workflow sets a state', async () => {
    const user = await work.someone()
    const [ask] = steps
    await work.publish('closing', [ask as object, { type: 'update', step: 'ask', state: 'too late' }])
    const requestId = await work.trigger('closing', [user], { data: { order: 6 } })
    await work.reach(requestId, ['done'])
    const { id, state } = await newest(user)
    expect(state).toBe('too late')
    expect((await answer(user, id, 'yes')).status).toBe(409)
  })
})
