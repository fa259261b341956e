import type { Template } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { inEveryMode } from './in-every-mode.js'
import { nodeClient, refusal } from './node-client.js'
import { arrival, asApp, unique } from './people.js'
import { outcomes, settled } from './requests.js'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

inEveryMode('@engagespot/node 1.7.0 sends', ({ world, person }) => {
  const client = nodeClient(world)

  it('texts to a known user, and is told the request', async () => {
    const ann = await person('ann')
    const answer = await client.send({
      notification: {
        title: 'Order 77 shipped',
        message: 'Arrives Friday',
        icon: 'https://shop.test/truck.png',
        url: 'https://shop.test/o/77',
      },
      category: 'orders',
      data: { orderId: 77 },
      sendTo: { recipients: [ann.identifier] },
    })
    expect(answer).toEqual({ requestId: expect.stringMatching(uuid) })
    expect(await arrival(ann, 'Order 77 shipped')).toMatchObject({
      message: 'Arrives Friday',
      icon: 'https://shop.test/truck.png',
      url: 'https://shop.test/o/77',
      data: { orderId: 77 },
      category: { identifier: 'orders' },
      seenAt: null,
      clickedAt: null,
    })
    expect(await outcomes(world, answer)).toEqual([
      { identifier: ann.identifier, outcome: 'delivered', reason: null },
    ])
  })

  it('with the recipients where older versions put them, and category and data inside the notification', async () => {
    const ann = await person('ann')
    const category = unique('inside')
    await client.send({
      notification: { title: 'The old way', category, data: { a: 1 } },
      recipients: [ann.identifier],
    })
    expect(await arrival(ann, 'The old way')).toMatchObject({
      data: { a: 1 },
      category: { identifier: category },
    })
  })

  it('to a recipient inline, who is made or updated before the delivery', async () => {
    const ann = await person('ann')
    const newcomer = unique('newcomer')
    const answer = await client.send({
      notification: { title: 'Welcome' },
      sendTo: {
        recipients: [
          { identifier: newcomer, email: 'new@shop.test', phoneNumber: '+14155552671', plan: 'pro' },
          { identifier: ann.identifier, plan: 'basic' },
        ],
      },
    })
    await settled(world, answer)
    expect(await asApp(world, 'GET', `/users/${newcomer}`)).toMatchObject({
      identifier: newcomer,
      profile: { email: 'new@shop.test', phoneNumber: '+14155552671', plan: 'pro' },
    })
    expect(await ann.profile()).toEqual({ plan: 'basic' })
    expect(await client.inAppInbox.fetch(newcomer)).toMatchObject({ data: [{ title: 'Welcome' }] })
    await arrival(ann, 'Welcome')
  })

  it('to somebody nobody knows, who is left out and shown in the activity', async () => {
    const ann = await person('ann')
    const stray = unique('zoe')
    const answer = await client.send({
      notification: { title: 'For two' },
      sendTo: { recipients: [stray, ann.identifier] },
    })
    expect(await outcomes(world, answer)).toEqual([
      { identifier: ann.identifier, outcome: 'delivered', reason: null },
      expect.objectContaining({ identifier: stray, reason: 'unknown_recipient' }),
    ])
    expect((await refusal(client.inAppInbox.fetch(stray))).status).toBe(404)
  })

  it('a stored template, by id and by identifier', async () => {
    const ann = await person('ann')
    await client.createOrUpdateUser(ann.identifier, { firstName: 'Ann' })
    const slug = unique('shipped')
    const { id } = await asApp<Template>(world, 'PUT', `/templates/${slug}`, {
      name: 'Shipped',
      channels: {
        inApp: {
          title: 'Order {{data.order}} is on its way',
          message: '{{recipient.firstName}}, it is yours',
          url: 'https://shop.test/o/{{data.order}}',
        },
      },
    })
    for (const [order, notification] of [
      [1, { templateId: id }],
      [2, { templateIdentifier: slug }],
    ] as const) {
      await client.send({ notification, data: { order }, sendTo: { recipients: [ann.identifier] } })
      expect(await arrival(ann, `Order ${order} is on its way`)).toMatchObject({
        message: 'Ann, it is yours',
        url: `https://shop.test/o/${order}`,
      })
    }
    const sendTo = { recipients: [ann.identifier] }
    expect(await refusal(client.send({ notification: { templateId: 2 ** 40 }, sendTo }))).toMatchObject({
      status: 404,
      data: { status: 'error', code: 'template_not_found', message: expect.any(String) },
    })
  })

  it('later: to the second, not before', async () => {
    const ann = await person('ann')
    const sendAt = new Date(Date.now() + 2000)
    const answer = await client.send({
      notification: { title: 'Later' },
      sendTo: { recipients: [ann.identifier] },
      sendAt: sendAt.toISOString(),
    })
    await client.send({ notification: { title: 'Now' }, sendTo: { recipients: [ann.identifier] } })
    await arrival(ann, 'Now')
    expect((await ann.inbox()).counts.total).toBe(1)
    await settled(world, answer)
    const { createdAt } = await arrival(ann, 'Later')
    expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(sendAt.getTime())
  })

  it('later, but the time is over or none: now, or not at all', async () => {
    const ann = await person('ann')
    const sendTo = { recipients: [ann.identifier] }
    await client.send({ notification: { title: 'Late' }, sendTo, sendAt: '2020-01-01T00:00:00Z' })
    await arrival(ann, 'Late')
    expect(
      await refusal(client.send({ notification: { title: 'Never' }, sendTo, sendAt: 'tomorrow' })),
    ).toMatchObject({
      status: 400,
      data: { status: 'error', message: [expect.stringMatching(/^sendAt must/)] },
    })
  })

  it('over other channels only: nothing comes into the inbox', async () => {
    const ann = await person('ann')
    const sendTo = { recipients: [ann.identifier] }
    const answer = await client.send({
      notification: { title: 'By e-mail' },
      sendTo,
      override: {
        channels: ['email', 'sms'],
        channel: { email: { replyTo: 'shop@shop.test', fromName: 'Shop', cc: ['a@shop.test'], bcc: [] } },
        twilio_sms: { _config: { from: '+14155552671' } },
        postmark_email: { _config: {}, tag: 'x' },
      },
    })
    expect(await outcomes(world, answer)).toEqual([
      expect.objectContaining({ identifier: ann.identifier, reason: 'channel_not_chosen' }),
    ])
    expect((await ann.inbox()).data).toEqual([])
    await client.send({ notification: { title: 'Both' }, sendTo, override: { channels: ['email', 'inApp'] } })
    await arrival(ann, 'Both')
  })

  it('attachments, which stay off the item, and texts of its own for the inbox', async () => {
    const ann = await person('ann')
    const always = {
      triggerConfig: { order: 1, trigger: 'always' },
      batchingConfig: { batchingEnabled: false, batchingWindow: 0 },
    }
    const body = {
      notification: {
        title: 'For every channel',
        content: {
          inApp: { ...always, content: { title: 'For the inbox' } },
          email: { ...always, content: {} },
        },
      },
      data: {
        order: 7,
        attachments: [{ name: 'a.txt', contentType: 'text/plain', content: 'aGVsbG8=', attachmentKey: 'a' }],
      },
      sendTo: { recipients: [ann.identifier] },
    }
    // Its type asks for the content of all nine channels; its server did not.
    await client.send(body as unknown as Parameters<typeof client.send>[0])
    expect((await arrival(ann, 'For the inbox')).data).toEqual({ order: 7 })
  })

  it('nothing when the body is wrong, and shows what the contract promises', async () => {
    const wrong = { notification: 'hello', sendTo: { recipients: ['ann'] } }
    expect(await refusal(client.send(wrong as unknown as Parameters<typeof client.send>[0]))).toMatchObject({
      status: 400,
      data: { status: 'error', message: expect.arrayContaining(['notification must be an object']) },
    })
  })

  it('nothing with another app’s secret', async () => {
    const thief = nodeClient(world, { ...world.shop, apiSecret: world.other.apiSecret })
    const send = thief.send({ notification: { title: 'Mine' }, sendTo: { recipients: ['ann'] } })
    expect(await refusal(send)).toMatchObject({
      status: 401,
      data: { status: 'error', message: expect.any(String), error: expect.any(String) },
    })
  })
})
