import type { Block } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { onBoth } from './on-both.js'

const blocks: Block[] = [
  { id: 'approve', type: 'button', text: 'Approve', state: 'approved', event: 'order.approved' },
  { id: 'track', type: 'button', text: 'Track', link: 'https://shop.test/t/1' },
  { id: 'note', type: 'textarea', placeholder: 'Why?', maxLength: 10 },
  { id: 'stars', type: 'rating-star', max: 3 },
]
const operationId = '10000000-1000-4000-8000-100000000001'

onBoth('an answer', (world) => {
  it.each([
    ['approve', null, 'approved', 'Approve'],
    ['note', 'Too late', 'note', 'Too late'],
    ['stars', 3, '3', 3],
  ] as const)('to %s sets the state that its block says, once', async (block, value, state, kept) => {
    const ann = await world().person()
    const id = await ann.send({ title: 'Approve?', blocks })
    const at = `/notifications/${id}/state`
    const answered = { id, blocks, state, answer: { block, value: kept } }
    const first = await ann.call('PUT', at, { answer: { block, value } })
    expect(first).toMatchObject({ status: 200, body: answered })
    const again = await ann.call('PUT', at, { state, answer: { block, value } })
    expect(again).toMatchObject({ status: 200, body: { ...answered, seq: first.body.seq } })
    expect(await ann.call('PUT', at, { answer: { block: 'note', value: 'Other' } })).toMatchObject({
      status: 409,
      body: { code: 'already_answered', message: 'This notification has been answered already' },
    })
    const other = { operationId, verb: 'state', id, answer: { block: 'note', value: 'Other' } } as const
    expect((await ann.batch(other)).body.results).toEqual([
      { operationId, outcome: 'refused', message: 'This notification has been answered already' },
    ])
    expect((await ann.call('GET', `/notifications/${id}`)).body).toMatchObject(answered)
  })

  for (const [answer, state, message] of [
    [{ block: 'x', value: null }, undefined, 'answer.block must be one of approve, note, stars'],
    [{ block: 'track', value: null }, undefined, 'answer.block must be one of approve, note, stars'],
    [{ block: 'approve', value: 1 }, undefined, 'answer.value must be null, or the button’s text: Approve'],
    [{ block: 'note', value: '' }, undefined, 'answer.value must be a string of 1 to 10 characters'],
    [
      { block: 'note', value: 'far too long' },
      undefined,
      'answer.value must be a string of 1 to 10 characters',
    ],
    [{ block: 'stars', value: 4 }, undefined, 'answer.value must be an integer from 1 to 3'],
    [{ block: 'stars', value: 2 }, '3', 'state must be 2, as the block says, or be left out'],
  ] as const)
    it(`of ${JSON.stringify(answer)} is refused: ${message}`, async () => {
      const ann = await world().person()
      const id = await ann.send({ title: 'Approve?', blocks })
      const body = { answer, ...(state !== undefined && { state }) }
      expect(await ann.call('PUT', `/notifications/${id}/state`, body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', message: [message] },
      })
      expect((await ann.batch({ operationId, verb: 'state', id, ...body })).body.results).toEqual([
        { operationId, outcome: 'refused', message },
      ])
    })

  for (const [body, message] of [
    [{}, 'state must be a string or null, unless there is an answer'],
    [{ answer: 1 }, 'answer must be an object'],
    [{ answer: { block: 'note' } }, 'answer.value must be a string or a number or null'],
    [{ answer: { value: null } }, 'answer.block must be a string'],
    [{ answer: { block: '', value: null } }, 'answer.block must have at least 1 character'],
    [{ answer: { block: 'note', value: null, more: 1 } }, 'answer must not have more'],
  ] as const)
    it(`with the body ${JSON.stringify(body)} is refused`, async () => {
      const ann = await world().person()
      const id = await ann.send({ title: 'Approve?', blocks })
      expect(await ann.call('PUT', `/notifications/${id}/state`, body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', message: [message] },
      })
    })

  it('to what is not there, or cannot be answered, is refused', async () => {
    const [ann, bob] = [await world().person(), await world().person()]
    const id = await ann.send({ title: 'No question' })
    const answer = { block: 'approve', value: null }
    expect(await ann.call('PUT', `/notifications/${id}/state`, { answer })).toMatchObject({
      status: 400,
      body: { message: ['answer must be left out: nothing of this notification can be answered'] },
    })
    expect(await bob.call('PUT', `/notifications/${id}/state`, { answer })).toMatchObject({
      status: 404,
      body: { code: 'notification_not_found' },
    })
    expect((await bob.batch({ operationId, verb: 'state', id, answer })).body.results).toEqual([
      { operationId, outcome: 'gone' },
    ])
  })

  it('counts after later acts, and goes with a state that comes of none', async () => {
    const ann = await world().person()
    const id = await ann.send({ title: 'Approve?', blocks })
    await ann.call('POST', `/notifications/${id}/click`)
    const late = {
      operationId,
      verb: 'state',
      id,
      ageMs: 60_000,
      answer: { block: 'note', value: 'So' },
    } as const
    expect((await ann.batch(late)).body.results).toEqual([{ operationId, outcome: 'applied' }])
    const at = `/notifications/${id}/state`
    expect((await ann.call('PUT', at, { state: 'note' })).body).toHaveProperty('answer')
    expect((await ann.call('PUT', at, { state: null })).body).not.toHaveProperty('answer')
    expect((await ann.call('PUT', at, { answer: { block: 'stars', value: 1 } })).body).toMatchObject({
      state: '1',
    })
  })
})
