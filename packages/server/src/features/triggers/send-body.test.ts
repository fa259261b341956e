import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

/** What a send may look like, and what is said when it does not. */
describe('the body of a send', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
  })
  afterAll(() => test.close())

  const send = (body: object) => test.call('POST', '/v3/notifications', test.asApp, body)
  const good = { notification: { title: 'Hi' }, sendTo: { recipients: ['ann'] } }
  const saying = (notification: object) => ({ ...good, notification })
  const to = (sendTo: unknown) => ({ ...good, sendTo })
  const attachment = { name: 'a.pdf', contentType: 'application/pdf', content: 'aGVsbG8=' }

  const refused: [string, object, string, string][] = [
    [
      'nothing to say',
      saying({}),
      'notification.title',
      'must be a string, unless there is a templateId, templateIdentifier or workflow',
    ],
    [
      'a title beside a template',
      saying({ title: 'x', templateId: 1 }),
      'notification.templateId',
      'must not be given together with title',
    ],
    [
      'two templates',
      saying({ templateId: 1, templateIdentifier: 'x' }),
      'notification.templateIdentifier',
      'must not be given together with templateId',
    ],
    [
      'a title beside a workflow',
      saying({ title: 'x', workflow: { identifier: 'x' } }),
      'notification.workflow',
      'must not be given together with title',
    ],
    [
      'a message beside a template',
      saying({ templateId: 1, message: 'x' }),
      'notification.message',
      'must not be given together with templateId',
    ],
    [
      'content beside a workflow',
      saying({ workflow: { identifier: 'x' }, content: {} }),
      'notification.content',
      'must not be given together with workflow: its steps say what each channel gets',
    ],
    [
      'a template id that is text',
      saying({ templateId: '1' }),
      'notification.templateId',
      'must be a number',
    ],
    [
      'a workflow without identifier',
      saying({ workflow: {} }),
      'notification.workflow.identifier',
      'must be a string',
    ],
    [
      'an empty cancellation key',
      saying({ workflow: { identifier: 'x', cancellationKey: '' } }),
      'notification.workflow.cancellationKey',
      'must have at least 1 character',
    ],
    [
      'a block without type',
      saying({ title: 'x', blocks: [{ id: 'b' }] }),
      'notification.blocks[0].type',
      'must be a string',
    ],
    [
      'a block whose link runs code',
      saying({ title: 'x', blocks: [{ id: 'b', type: 'button', link: 'javascript:alert(1)' }] }),
      'notification.blocks[0].link',
      'must be a relative link, or one that starts with http:, https:, mailto: or tel:',
    ],
    [
      'delayed content',
      saying({ title: 'x', content: { email: { triggerConfig: { order: 1, trigger: 'delayed' } } } }),
      'notification.content.email.triggerConfig.trigger',
      'must be always: use a workflow, whose steps can wait',
    ],
    [
      'batched content',
      saying({ title: 'x', content: { inApp: { batchingConfig: { batchingEnabled: true } } } }),
      'notification.content.inApp.batchingConfig.batchingEnabled',
      'must be false: use a workflow, whose steps can wait',
    ],
    [
      'content for a channel that there is not',
      saying({ title: 'x', content: { pigeon: {} } }),
      'notification.content',
      'must not have pigeon',
    ],
    [
      'replaced content that is too long',
      saying({ title: 'x', content: { inApp: { content: { title: 'x'.repeat(1001) } } } }),
      'notification.content.inApp.content.title',
      'must have at most 1000 characters',
    ],
    [
      'an attachment that is not base64',
      { ...good, data: { attachments: [{ ...attachment, content: '%' }] } },
      'data.attachments[0].content',
      'must be a valid base64',
    ],
    [
      'an attachment that is a file of this machine',
      { ...good, data: { attachments: [{ name: 'x', url: 'file:///etc/passwd' }] } },
      'data.attachments[0].url',
      'must be an http or https address',
    ],
    [
      'an attachment without name',
      saying({ title: 'x', data: { attachments: [{ ...attachment, name: undefined }] } }),
      'notification.data.attachments[0].name',
      'must be a string',
    ],
    [
      'a channel that there is not',
      { ...good, override: { channels: ['pigeon'] } },
      'override.channels[0]',
      'must be one of inApp, webPush, email, mobilePush, sms, whatsapp, slack, chat, discord, webhook',
    ],
    ['nobody', to({}), 'sendTo', 'must name recipients or topics, or everyone'],
    ['nobody, said twice', to({ everyone: false }), 'sendTo', 'must name recipients or topics, or everyone'],
    ['an empty list of topics', to({ topics: [] }), 'sendTo.topics', 'must have at least 1 entry'],
    ['a topic that is a number', to({ topics: [5] }), 'sendTo.topics[0]', 'must be a string'],
    ['an everyone that is text', to({ everyone: 'yes' }), 'sendTo.everyone', 'must be a boolean'],
    [
      'a phone number that is none',
      to({ recipients: ['ann', { identifier: 'bob', phoneNumber: '0123' }] }),
      'sendTo.recipients[1].phoneNumber',
      'must be a phone number in the form of E.164, such as +16020000000',
    ],
    [
      'a time that is none',
      { ...good, sendAt: 'tomorrow' },
      'sendAt',
      'must be an ISO 8601 date and time with its offset, such as 2030-01-02T03:04:05Z',
    ],
    [
      'a day that there is not',
      { ...good, sendAt: '2030-02-30T00:00:00Z' },
      'sendAt',
      'must be an ISO 8601 date and time with its offset, such as 2030-01-02T03:04:05Z',
    ],
    [
      'a time that is too far',
      { ...good, sendAt: '2099-01-01T00:00:00Z' },
      'sendAt',
      'must be at most a year ahead',
    ],
  ]

  it.each(refused)('is refused with %s', async (_, body, field, message) => {
    expect(await send(body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message }], message: [`${field} ${message}`] },
    })
    expect(await test.db.one`select count(*) n from trigger`).toEqual({ n: 0 })
  })

  it.each([
    [
      'settings that change nothing',
      saying({ title: 'x', content: { inApp: { triggerConfig: { trigger: 'always' } } } }),
    ],
    ['a title for the inbox only', saying({ content: { inApp: { content: { title: 'x' } } } })],
    ['nulls where older clients send them', saying({ title: 'x', message: null, icon: null, url: null })],
    [
      'overrides for providers',
      { ...good, override: { channel: { email: { subject: 'x' } }, twilio_sms: {} } },
    ],
    ['an attachment', { ...good, data: { attachments: [attachment] } }],
    ['a time with an offset', { ...good, sendAt: '2020-01-01T00:00:00+05:30' }],
    ['a time before our era', { ...good, sendAt: '0000-01-01T00:00:00Z' }],
  ])('is taken with %s', async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 202, body: { requestId: expect.any(String) } })
  })
})
