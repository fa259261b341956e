import type { Subscription, Topic } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { inEveryMode } from './in-every-mode.js'
import { type NodeClient, nodeClient, refusal } from './node-client.js'
import { arrival, unique } from './people.js'
import { outcomes } from './requests.js'

inEveryMode('@engagespot/node 1.7.0 has topics', ({ world, person }) => {
  const client = nodeClient(world)

  /** Its types call every answer a string; they are bodies. */
  const made = async (name: string, identifier?: string, by: NodeClient = client): Promise<Topic> =>
    (await by.topics.create(name, identifier)) as unknown as Topic

  const sendTo = (topic: string, title: string): Promise<unknown> =>
    client.send({ notification: { title }, sendTo: { topics: [topic] } })

  it('made, renamed and deleted', async () => {
    const name = unique('Spring Sale')
    const topic = await made(name)
    expect(topic).toMatchObject({
      id: expect.any(Number),
      name,
      identifier: name.toLowerCase().replace(' ', '-'),
    })
    expect(await client.topics.update(topic.id, 'Summer')).toMatchObject({ id: topic.id, name: 'Summer' })
    expect(await refusal(made('Again', topic.identifier))).toMatchObject({ status: 409 })
    expect(await client.topics.delete(topic.id)).toEqual(expect.any(Object))
    expect(await refusal(client.topics.update(topic.id, 'Autumn'))).toMatchObject({
      status: 404,
      data: { status: 'error', code: 'topic_not_found' },
    })
    expect(await refusal(sendTo(topic.identifier, 'Gone'))).toMatchObject({ status: 404 })
  })

  it('sent to: every subscriber hears once, also as a recipient by name', async () => {
    const [ann, bob] = [await person('ann'), await person('bob')]
    const { id, identifier } = await made('News', unique('news'))
    const added = await client.topics.subscribeUser(id, [
      { identifier: ann.identifier, channels: ['inApp', 'email'] },
      { identifier: bob.identifier, channels: ['inApp'] },
    ])
    expect(added).toEqual({ added: 2, updated: 0 })
    const answer = await client.send({
      notification: { title: 'To all' },
      sendTo: { topics: [identifier], recipients: [ann.identifier] },
    })
    expect(await outcomes(world, answer)).toHaveLength(2)
    for (const one of [ann, bob]) {
      await arrival(one, 'To all')
      expect((await one.inbox()).counts.total).toBe(1)
    }
  })

  it('heard over the channels one chose, and listed per user', async () => {
    const ann = await person('ann')
    const { id, identifier } = await made('Prices', unique('prices'))
    await client.topics.subscribeUser(id, [{ identifier: ann.identifier, channels: ['inApp'] }])
    await client.topics.updateChannel(ann.identifier, id, ['email'])
    const listed: Subscription[] = await client.topics.listSubscriptionsOfUser(ann.identifier)
    expect(listed).toEqual([
      { topic: { id, identifier, name: 'Prices' }, channels: ['email'], createdAt: expect.any(String) },
    ])
    expect(await outcomes(world, await sendTo(identifier, 'By e-mail'))).toEqual([
      expect.objectContaining({ identifier: ann.identifier, reason: 'channel_not_chosen' }),
    ])
    await client.topics.updateChannel(ann.identifier, id, ['email', 'inApp'])
    await sendTo(identifier, 'Here as well')
    await arrival(ann, 'Here as well')
  })

  it('subscribed to as its README does, over a channel that its types do not know', async () => {
    const ann = await person('ann')
    const { id } = await made('Pushed', unique('pushed'))
    const channels = ['email', 'push'] as string[] as ['email']
    await client.topics.subscribeUser(id, [{ identifier: ann.identifier, channels }])
    await client.topics.updateChannel(ann.identifier, id, ['email', 'push'])
    expect(await client.topics.listSubscriptionsOfUser(ann.identifier)).toMatchObject([
      { topic: { id }, channels: ['email', 'webPush', 'mobilePush'] },
    ])
  })

  it('left again', async () => {
    const [ann, bob] = [await person('ann'), await person('bob')]
    const { id, identifier } = await made('Games', unique('games'))
    await client.topics.subscribeUser(
      id,
      [ann, bob].map((one) => ({ identifier: one.identifier, channels: ['inApp'] })),
    )
    expect(await client.topics.unsubscribeUser(id, [ann.identifier])).toEqual({ removed: 1 })
    expect(await client.topics.listSubscriptionsOfUser(ann.identifier)).toEqual([])
    expect(await outcomes(world, await sendTo(identifier, 'For Bob'))).toEqual([
      { identifier: bob.identifier, outcome: 'delivered', reason: null },
    ])
    expect((await ann.inbox()).data).toEqual([])
  })

  it('with members whose names hold a slash, which it writes into the path as they are', async () => {
    const identifier = unique('team/ann')
    await client.createOrUpdateUser(identifier)
    const { id } = await made('Slashes', unique('slashes'))
    await client.topics.subscribeUser(id, [{ identifier, channels: ['inApp'] }])
    await client.topics.updateChannel(identifier, id, ['inApp', 'email'])
    expect(await client.topics.listSubscriptionsOfUser(identifier)).toMatchObject([
      { topic: { id }, channels: ['inApp', 'email'] },
    ])
  })

  it('that the other app does not see', async () => {
    const ann = await person('ann')
    const other = nodeClient(world, world.other)
    const { id, identifier } = await made('Ours', unique('ours'))
    const theirs = [{ identifier: ann.identifier, channels: ['inApp' as const] }]
    for (const attempt of [
      () => other.topics.update(id, 'Theirs'),
      () => other.topics.delete(id),
      () => other.topics.subscribeUser(id, theirs),
      () => other.topics.unsubscribeUser(id, [ann.identifier]),
      () => other.topics.updateChannel(ann.identifier, id, ['inApp']),
    ])
      expect((await refusal(attempt())).status).toBe(404)
    expect((await made('Theirs', identifier, other)).id).not.toBe(id)
    expect(await other.topics.listSubscriptionsOfUser(ann.identifier)).toEqual([])
  })

  it('not for somebody whom nobody knows', async () => {
    const { id } = await made('Known', unique('known'))
    const nobody = unique('nobody')
    const subscribe = client.topics.subscribeUser(id, [{ identifier: nobody, channels: ['inApp'] }])
    expect(await refusal(subscribe)).toMatchObject({ status: 404, data: { code: 'user_not_found' } })
    expect((await refusal(client.topics.listSubscriptionsOfUser(nobody))).status).toBe(404)
  })
})
