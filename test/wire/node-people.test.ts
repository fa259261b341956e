import { Inboxkit } from '@inboxkit/node'
import { expect, it } from 'vitest'
import { apiKey, apiSecret } from '../kit/server-process.js'
import { useServer } from './server.js'

const server = useServer()
const open = (): Inboxkit => new Inboxkit({ baseUrl: server.url(), apiKey, apiSecret })

it('says where users are reached, over which channels and when', async () => {
  const { users } = open()
  await users.createOrUpdate('ann', { email: 'ann@shop.test' })
  expect(await users.setAddresses('ann', 'email', [{ email: 'ann@home.test' }])).toEqual({
    channel: 'email',
    addresses: [{ email: 'ann@home.test' }],
    others: [{ from: 'profile', address: { email: 'ann@shop.test' } }],
  })
  expect((await users.getAddresses('ann', 'email')).addresses).toHaveLength(1)
  expect((await users.setAddresses('ann', 'email', [])).addresses).toEqual([])
  await expect(users.setAddresses('ann', 'sms', [{ phoneNumber: '7' }])).rejects.toMatchObject({
    code: 'invalid_request',
    fields: [{ field: 'addresses[0].phoneNumber' }],
  })

  const off = [{ channel: 'sms', enabled: false }] as const
  expect(await users.updateChannelPreferences('ann', [...off])).toEqual(off)
  expect(await users.getChannelPreferences('ann')).toEqual(off)

  const hours = { timeZone: 'Europe/Berlin', schedule: { fri: [{ from: '22:00', to: '07:00' }] } }
  expect(await users.setQuietHours('ann', hours)).toEqual({ ...hours, enabled: true })
  expect(await users.getQuietHours('ann')).toEqual({ ...hours, enabled: true })
  await expect(users.getQuietHours('nobody')).rejects.toMatchObject({ code: 'user_not_found' })
})

it('shows what templates say, published or not', async () => {
  const { templates, users } = open()
  await users.createOrUpdate('bob', { firstName: 'Bob' })
  const channels = { inApp: { title: 'Hello {{recipient.firstName}}' }, sms: { text: '{{data.n}}' } }
  await templates.publish('hello', { name: 'Hello', channels })
  expect(await templates.preview('hello', { recipient: 'bob', data: { n: 7 } })).toEqual({
    channels: {
      inApp: { title: 'Hello Bob', message: null, url: null, icon: null, blocks: null },
      sms: { text: '7' },
    },
    problems: [],
  })
  const unsaved = { name: 'Hello', channels: { sms: { text: 'Bye {{recipient.firstName}}' } } }
  expect(await templates.previewUnsaved(unsaved, { recipient: { firstName: 'Eve' } })).toMatchObject({
    channels: { sms: { text: 'Bye Eve' } },
  })
  await expect(templates.preview('nothing')).rejects.toMatchObject({ code: 'template_not_found' })
})

it('lists what a webhook could not be told, and tells it once more', async () => {
  const kit = open()
  // Nobody is called on this machine unless the operator says so.
  await kit.app.update({ webhooks: [{ url: 'http://127.0.0.1:9/status' }] })
  await kit.users.createOrUpdate('cleo', { email: 'cleo@shop.test' })
  await kit.templates.publish('mail', { name: 'Mail', channels: { email: { subject: 'Hi', text: 'Hi' } } })
  const { requestId } = await kit.send({
    notification: { templateIdentifier: 'mail' },
    sendTo: { recipients: ['cleo'] },
  })
  const failed = async () => (await kit.webhookEvents.list({ state: 'failed' })).data
  const reason = { answer: { text: expect.stringContaining('is not on the public internet') } }
  await expect.poll(failed).toMatchObject([{ tries: 1, body: { data: { requestId } }, ...reason }])
  const [{ id } = { id: 0 }] = await failed()
  expect(await kit.webhookEvents.replay(id)).toMatchObject({ id, state: 'pending', tries: 0 })
  await expect.poll(failed).toMatchObject([{ id, tries: 1, ...reason }])
  await kit.app.update({ webhooks: null })
})
