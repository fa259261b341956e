import { randomUUID } from 'node:crypto'
import type { Block, Notification } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { type WorkflowTest, workflowsOn } from '../../testing/workflows.js'
import { maintain } from '../maintenance/service.js'

const blocks: Block[] = [
  { id: 'approve', type: 'button', variant: 'primary', text: 'Approve', state: 'approved' },
  { id: 'reject', type: 'button', text: 'Reject', state: 'rejected', event: 'order.rejected' },
  { id: 'track', type: 'button', text: 'Track', link: 'https://shop.test/t/1' },
  { id: 'note', type: 'input', placeholder: 'Why?', maxLength: 5 },
  { id: 'story', type: 'textarea', state: 'told' },
  { id: 'stars', type: 'rating-star' },
  { id: 'score', type: 'rating', max: 10, state: 'scored' },
  { id: 'said', type: 'text', text: 'Please say' },
]

describe('answering a notification from its blocks', () => {
  let test: TestServer
  let work: WorkflowTest
  beforeAll(async () => {
    test = await openTestServer()
    work = workflowsOn(test)
  })
  afterAll(() => test.close())

  const aRequest = async (
    given: object[] = blocks,
    rest: object = {},
  ): Promise<{ user: string; id: number }> => {
    const user = await work.someone()
    const [id = 0] = await test.send([user], { title: 'Approve order 1?', blocks: given, ...rest })
    return { user, id }
  }
  const put = (user: string, id: number, body: object) =>
    test.call('PUT', `/v3/notifications/${id}/state`, test.asUser(user), body)
  const answer = (user: string, id: number, block: string, value: unknown = null, rest: object = {}) =>
    put(user, id, { answer: { block, value }, ...rest })
  const act = async (user: string, ...operations: object[]) => {
    const answered = await test.call('POST', '/v3/notifications/batch', test.asUser(user), {
      operations: operations.map((one) => ({ operationId: randomUUID(), ...one })),
    })
    expect(answered.status, JSON.stringify(answered.body)).toBe(200)
    return answered.body as unknown as { seq: number; results: object[]; changes: { item: Notification }[] }
  }
  const find = async (user: string, id: number): Promise<Notification> =>
    (await test.call('GET', `/v3/notifications/${id}`, test.asUser(user))).body as never
  const eventsOf = (user: string): Promise<{ name: string; data: object }[]> => test.db.many`
    select e.name, e.data from event e join app_user u on u.id = e.user_id
    where u.identifier = ${user} order by e.id`

  it('carries the fields of blocks from the send to the item', async () => {
    const { user, id } = await aRequest()
    expect((await find(user, id)).blocks).toEqual(blocks)
  })

  it.each([
    ['approve', null, 'approved', 'Approve'],
    ['approve', 'Approve', 'approved', 'Approve'],
    ['note', 'later', 'note', 'later'],
    ['story', 'x'.repeat(4000), 'told', 'x'.repeat(4000)],
    ['stars', 5, '5', 5],
    ['score', 10, 'scored', 10],
  ])('takes an answer to %s, and tells of it', async (block, value, state, kept) => {
    const { user, id } = await aRequest(blocks, { data: { order: 1 } })
    expect(await answer(user, id, block, value)).toMatchObject({
      status: 200,
      body: { id, state, answer: { block, value: kept } },
    })
    expect(await find(user, id)).toMatchObject({ state, answer: { block, value: kept } })
    expect(await eventsOf(user)).toEqual([
      {
        name: 'notification.answered',
        data: { notification: id, block, value: kept, state, workflow: null, data: { order: 1 } },
      },
    ])
  })

  it('tells of the event that the block names', async () => {
    const { user, id } = await aRequest()
    await answer(user, id, 'reject', null, { state: 'rejected' })
    expect(await eventsOf(user)).toMatchObject([{ name: 'order.rejected', data: { state: 'rejected' } }])
  })

  it.each([
    ['gone', null, undefined, 'answer.block must be one of approve, reject, note, story, stars, score'],
    ['track', null, undefined, 'answer.block must be one of approve, reject, note, story, stars, score'],
    ['said', null, undefined, 'answer.block must be one of approve, reject, note, story, stars, score'],
    ['approve', 'Yes', undefined, 'answer.value must be null, or the button’s text: Approve'],
    ['approve', null, 'rejected', 'state must be approved, as the block says, or be left out'],
    ['approve', null, null, 'state must be approved, as the block says, or be left out'],
    ['note', '', undefined, 'answer.value must be a string of 1 to 5 characters'],
    ['note', 'longer', undefined, 'answer.value must be a string of 1 to 5 characters'],
    ['note', 3, undefined, 'answer.value must be a string of 1 to 5 characters'],
    ['note', null, undefined, 'answer.value must be a string of 1 to 5 characters'],
    ['stars', 0, undefined, 'answer.value must be an integer from 1 to 5'],
    ['stars', 6, undefined, 'answer.value must be an integer from 1 to 5'],
    ['stars', 2.5, undefined, 'answer.value must be an integer from 1 to 5'],
    ['stars', '5', undefined, 'answer.value must be an integer from 1 to 5'],
    ['score', 11, undefined, 'answer.value must be an integer from 1 to 10'],
  ])('refuses an answer to %s of %j with the state %j', async (block, value, state, message) => {
    const { user, id } = await aRequest()
    const rest = state === undefined ? {} : { state }
    expect(await answer(user, id, block, value, rest)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', message: [message] },
    })
    const { results } = await act(user, { verb: 'state', id, answer: { block, value }, ...rest })
    expect(results).toMatchObject([{ outcome: 'refused', message }])
    expect(await find(user, id)).toMatchObject({ state: null })
    expect(await eventsOf(user)).toEqual([])
  })

  it('says where nothing can be answered', async () => {
    const { user, id } = await aRequest([])
    expect(await answer(user, id, 'approve')).toMatchObject({
      status: 400,
      body: {
        fields: [{ field: 'answer', message: expect.stringContaining('nothing of this notification') }],
      },
    })
  })

  it.each([
    [{}, 'state'],
    [{ answer: 'yes' }, 'answer'],
    [{ answer: { block: 'approve' } }, 'answer.value'],
    [{ answer: { block: '', value: null } }, 'answer.block'],
    [{ answer: { block: 'note', value: 'x'.repeat(4001) } }, 'answer.value'],
    [{ answer: { block: 'note', value: ['x'] } }, 'answer.value'],
    [{ answer: { block: 'approve', value: null, more: 1 } }, 'answer'],
  ])('refuses the body %j', async (body, field) => {
    const { user, id } = await aRequest()
    expect(await put(user, id, body)).toMatchObject({ status: 400, body: { fields: [{ field }] } })
    const one = await test.call('POST', '/v3/notifications/batch', test.asUser(user), {
      operations: [{ operationId: randomUUID(), verb: 'state', id, ...body }],
    })
    expect(one).toMatchObject({ status: 400, body: { fields: [{ field: `operations[0].${field}` }] } })
  })

  it('takes the same answer again, and tells of it once', async () => {
    const { user, id } = await aRequest()
    const first = await answer(user, id, 'approve')
    expect(await answer(user, id, 'approve', 'Approve')).toMatchObject({
      status: 200,
      body: { seq: first.body['seq'], state: 'approved' },
    })
    expect(
      (await act(user, { verb: 'state', id, answer: { block: 'approve', value: null } })).results,
    ).toMatchObject([{ outcome: 'applied' }])
    expect(await eventsOf(user)).toHaveLength(1)
  })

  it('takes no other answer', async () => {
    const { user, id } = await aRequest()
    await answer(user, id, 'note', 'first')
    for (const [block, value] of [
      ['approve', null],
      ['note', 'other'],
    ] as const) {
      expect(await answer(user, id, block, value)).toMatchObject({
        status: 409,
        body: { code: 'already_answered', message: 'This notification has been answered already' },
      })
      expect((await act(user, { verb: 'state', id, answer: { block, value } })).results).toMatchObject([
        { outcome: 'refused', message: 'This notification has been answered already' },
      ])
    }
    expect(await find(user, id)).toMatchObject({ state: 'note', answer: { block: 'note', value: 'first' } })
    expect(await eventsOf(user)).toHaveLength(1)
  })

  it('takes no answer where the app has set a state, and takes one again after it was taken away', async () => {
    const { user, id } = await aRequest()
    expect(await put(user, id, { state: 'approved' })).toMatchObject({
      status: 200,
      body: { state: 'approved' },
    })
    expect(await eventsOf(user)).toEqual([])
    expect((await answer(user, id, 'approve')).status).toBe(409)
    await put(user, id, { state: null })
    expect((await answer(user, id, 'approve')).status).toBe(200)
    expect((await put(user, id, { state: 'approved' })).body).toHaveProperty('answer')
    expect((await put(user, id, { state: 'expired' })).body).not.toHaveProperty('answer')
    expect(await eventsOf(user)).toHaveLength(1)
  })

  it('takes one of two answers at the same moment', async () => {
    const { user, id } = await aRequest()
    const answers = await Promise.all([answer(user, id, 'approve'), answer(user, id, 'reject')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await eventsOf(user)).toHaveLength(1)
  })

  it('applies an operation once, however often it is sent', async () => {
    const { user, id } = await aRequest()
    const operation = { operationId: randomUUID(), verb: 'state', id, answer: { block: 'stars', value: 4 } }
    const [first, again] = [await act(user, operation), await act(user, operation)]
    expect(first).toMatchObject({
      results: [{ outcome: 'applied' }],
      changes: [{ item: { state: '4', answer: { block: 'stars', value: 4 } } }],
    })
    expect(again.results).toMatchObject([{ outcome: 'duplicate' }])
    expect(await eventsOf(user)).toHaveLength(1)
  })

  it('counts an answer that arrives after later acts', async () => {
    const { user, id } = await aRequest()
    await act(user, { verb: 'read', id })
    const late = await act(user, {
      verb: 'state',
      id,
      ageMs: 60_000,
      state: 'approved',
      answer: { block: 'approve', value: null },
    })
    expect(late.results).toMatchObject([{ outcome: 'applied' }])
    expect((await act(user, { verb: 'unread', id, ageMs: 30_000 })).results).toMatchObject([
      { outcome: 'superseded' },
    ])
    expect(await find(user, id)).toMatchObject({ state: 'approved', readAt: expect.any(String) })
  })

  it('answers several notifications in one batch, each with its own event', async () => {
    const user = await work.someone()
    const [one = 0] = await test.send([user], { title: 'One', blocks })
    const [other = 0] = await test.send([user], { title: 'Other', blocks })
    const { results } = await act(
      user,
      { verb: 'state', id: one, answer: { block: 'approve', value: null } },
      { verb: 'state', id: other, answer: { block: 'stars', value: 9 } },
      { verb: 'state', id: other, state: 'late' },
      { verb: 'state', id: one, answer: { block: 'reject', value: null } },
    )
    expect(results).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'refused' },
      { outcome: 'applied' },
      { outcome: 'refused' },
    ])
    expect(await find(user, one)).toMatchObject({ state: 'approved' })
    expect(await find(user, other)).toMatchObject({ state: 'late' })
    expect(await eventsOf(user)).toMatchObject([{ data: { notification: one } }])
  })

  it('lets nobody answer what is not there, or not theirs', async () => {
    const { user, id } = await aRequest()
    const other = await work.someone()
    const gone = { status: 404, body: { code: 'notification_not_found' } }
    expect(await answer(other, id, 'approve')).toMatchObject(gone)
    expect(await answer(user, id + 1_000_000, 'approve')).toMatchObject(gone)
    expect(
      (await act(other, { verb: 'state', id, answer: { block: 'x', value: null } })).results,
    ).toMatchObject([{ outcome: 'gone' }])
    await test.call('DELETE', `/v3/notifications/${id}`, test.asUser(user))
    expect(await answer(user, id, 'approve')).toMatchObject(gone)
    expect(await answer(user, id, 'x')).toMatchObject(gone)
    expect([await eventsOf(user), await eventsOf(other)]).toEqual([[], []])
  })

  it('lets the app answer for a user', async () => {
    const { user, id } = await aRequest()
    const byApp = await test.call('PUT', `/v3/notifications/${id}/state`, test.asApp, {
      answer: { block: 'approve', value: null },
    })
    expect(byApp).toMatchObject({ status: 200, body: { state: 'approved' } })
    expect(await eventsOf(user)).toHaveLength(1)
  })

  it('keeps an answer through archiving and restoring, and forgets it with the content', async () => {
    const { user, id } = await aRequest()
    await answer(user, id, 'note', 'safe')
    await act(user, { verb: 'archive', id }, { verb: 'delete', id }, { verb: 'restore', id })
    expect(await find(user, id)).toMatchObject({ state: 'note', answer: { block: 'note', value: 'safe' } })
    await act(user, { verb: 'delete', id })
    test.clock.advance(11 * 60_000)
    await maintain(test.db, test.clock.now())
    expect(await test.db.one`select title, answer from notification where id = ${id}`).toEqual({
      title: null,
      answer: null,
    })
  })

  it('leaves out of the event what would make it too large', async () => {
    const { user, id } = await aRequest(blocks, { data: { long: 'x'.repeat(65_536) } })
    await answer(user, id, 'approve')
    const [event] = await eventsOf(user)
    expect(event?.data).toEqual({
      notification: id,
      block: 'approve',
      value: 'Approve',
      state: 'approved',
      workflow: null,
    })
  })

  it.each([
    [{ state: '' }, 'state'],
    [{ state: 'x'.repeat(65) }, 'state'],
    [{ event: '' }, 'event'],
    [{ event: 'x'.repeat(256) }, 'event'],
    [{ max: 1 }, 'max'],
    [{ max: 11 }, 'max'],
    [{ max: 2.5 }, 'max'],
    [{ maxLength: 0 }, 'maxLength'],
    [{ maxLength: 4001 }, 'maxLength'],
  ])('refuses a block with %j in sends, templates and workflows', async (field, name) => {
    const wrong = [{ id: 'b', type: 'input', ...field }]
    const send = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { title: 'Hello', blocks: wrong },
      sendTo: { recipients: ['ann'] },
    })
    const template = await test.call('PUT', '/v3/templates/wrong', test.asApp, {
      name: 'Wrong',
      channels: { inApp: { title: 'Hello', blocks: wrong } },
    })
    const workflow = await test.call('PUT', '/v3/workflows/wrong', test.asApp, {
      name: 'Wrong',
      steps: [{ type: 'send', channel: 'inApp', template: { title: 'Hello', blocks: wrong } }],
    })
    for (const [answered, path] of [
      [send, 'notification.blocks[0]'],
      [template, 'channels.inApp.blocks[0]'],
      [workflow, 'steps[0].template.blocks[0]'],
    ] as const)
      expect(answered, JSON.stringify(answered.body)).toMatchObject({
        status: 400,
        body: { fields: [{ field: `${path}.${name}` }] },
      })
  })

  it('refuses a placeholder that is too long', async () => {
    const send = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { title: 'Hello', blocks: [{ id: 'b', type: 'input', placeholder: 'x'.repeat(201) }] },
      sendTo: { recipients: ['ann'] },
    })
    expect(send).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'notification.blocks[0].placeholder' }] },
    })
  })
})
