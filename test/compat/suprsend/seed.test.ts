import { beforeAll, describe, expect, it } from 'vitest'
import { answered, messageIdIn, useWorld, Workflow, WorkflowTriggerRequest } from './world.js'

/**
 * The examples of the vendor's page on triggering workflows, as they stand there (in Python; the client of Node sends
 * the same). The page shows every e-mail address as `[email protected]`.
 */
const world = useWorld()
const taken = { success: true, status: 'success', status_code: 202 }
const email = ['[email protected]']
const [actorId, recipientId] = [
  '0fxxx8f74-xxxx-41c5-8752-xxxcb6911fb08',
  '0gxxx9f14-xxxx-23c5-1902-xxxcb6912ab09',
]
const invoice = { first_name: 'User', invoice_amount: '$5000', invoice_id: 'Invoice-1234' }

describe('the vendor’s examples', () => {
  beforeAll(async () => {
    await world.publish('_workflow_slug_', {
      inApp: { title: '{{invoice_id}}: {{invoice_amount}}', message: 'To {{$recipient.name}}' },
    })
    await world.publish('new_comment', {
      inApp: {
        title:
          'Hi {{$recipient.name}}, {{$actor.name}} added {{length comments}} new comments on the {{doc_name}}.',
      },
    })
  })
  const trigger = async (body: object, more: object = {}) =>
    answered(world.client().workflows.trigger(new WorkflowTriggerRequest(body, more)))

  it('of a payload', async () => {
    const request = {
      workflow: '_workflow_slug_',
      actor: { distinct_id: actorId, name: 'actor_1' },
      recipients: [{ distinct_id: recipientId, $email: email, name: 'recipient_1' }],
      data: invoice,
    }
    const more = { tenant_id: 'tenant_id1', idempotency_key: '_unique_identifier_of_the_request_' }
    const answer = await trigger(request, more)
    expect(answer).toMatchObject(taken)
    expect(JSON.parse(answer.message)).toMatchObject({ status: 'success' })
    expect(await world.newest(recipientId)).toMatchObject({
      title: 'Invoice-1234: $5000',
      message: 'To recipient_1',
      data: invoice,
    })
    expect(await world.profile(recipientId)).toEqual({ name: 'recipient_1', email: email[0] })
    expect(await world.profile(actorId)).toEqual({ name: 'actor_1' })
    // The same key within a day: taken, and not done again.
    expect(await trigger(request, more)).toEqual(answer)
    expect(await world.titles(recipientId)).toHaveLength(1)
  })

  it('of several recipients, one of them twice', async () => {
    const answer = await trigger({
      workflow: '_workflow_slug_',
      recipients: [
        { distinct_id: 'id1', $email: email, name: 'recipient_1' },
        { distinct_id: 'id1', $email: email, name: 'recipient_2' },
      ],
      data: invoice,
    })
    expect((await world.settled(messageIdIn(answer))).recipients.data).toHaveLength(1)
    expect(await world.profile('id1')).toMatchObject({ name: 'recipient_2' })
  })

  it('of recipients by id', async () => {
    const answer = await trigger({ workflow: '_workflow_slug_', recipients: ['id3', 'id4'], data: invoice })
    const { recipients } = await world.settled(messageIdIn(answer))
    expect(recipients.data.map(({ identifier }) => identifier).toSorted()).toEqual(['id3', 'id4'])
  })

  it('of a recipient with everything', async () => {
    const answer = await trigger({
      workflow: '_workflow_slug_',
      recipients: [
        {
          distinct_id: 'whole',
          $email: email,
          $channels: ['email', 'inbox'],
          user_prop1: 'value_1',
          $preferred_language: 'en',
        },
      ],
      data: invoice,
    })
    expect(answer).toMatchObject(taken)
    await world.newest('whole')
    expect(await world.profile('whole')).toEqual({ user_prop1: 'value_1', email: email[0] })
  })

  const teams = { tenant_id: 'c1981ab2-9aaf-xxxx-xxxx', service_url: 'https://smba.trafficmanager.net/amer' }
  const channels: Record<string, object> = {
    whatsapp: { $whatsapp: ['+15555555555'] },
    sms: { $sms: ['+15555555555'] },
    androidpush: { $androidpush: [{ token: '__android_push_token__', provider: 'fcm', device_id: '' }] },
    iospush: { $iospush: [{ token: '__ios_push_token__', provider: 'apns', device_id: '' }] },
    'slack by e-mail': { $slack: [{ email: '[email protected]', access_token: 'xoxb-XXXXXXXX' }] },
    'slack by member': { $slack: [{ user_id: 'UXXXXXXXX', access_token: 'xoxb-XXXXXX' }] },
    'slack by webhook': {
      $slack: [
        {
          incoming_webhook: {
            url: 'https://hooks.slack.com/services/TXXXXXXXXX/BXXXXXXXX/XXXXXXXXXXXXXXXXXXX',
          },
        },
      ],
    },
    'a Teams conversation': { $ms_teams: [{ ...teams, conversation_id: '19:c1524d7c-a06f-456f-8abe-xxxx' }] },
    'a Teams user': { $ms_teams: [{ ...teams, user_id: '29:1nsLcmJ2RKtYH6Cxxxx-xxxx' }] },
    'a Teams webhook': {
      $ms_teams: [{ incoming_webhook: { url: 'https://wnk1z.webhook.office.com/webhookb2/XXXXXXXXX' } }],
    },
  }
  it.each(Object.entries(channels))('of %s', async (name, keys) => {
    const distinct_id = `over ${name}`
    const answer = await trigger({
      workflow: '_workflow_slug_',
      recipients: [{ distinct_id, ...keys }],
      data: invoice,
    })
    expect(answer).toMatchObject(taken)
    await world.newest(distinct_id)
  })

  it('of a Slack channel by the key that the page names and the client does not know', async () => {
    const body = {
      workflow: '_workflow_slug_',
      recipients: [{ distinct_id: 'slack', $slack: [{ channel: 'CXXXXXXXX', access_token: 'xoxb-XXXXXX' }] }],
      data: invoice,
    }
    await expect(trigger(body)).rejects.toThrow(/user_setting/)
    const answer = await world.post('/trigger/', JSON.stringify(body), {
      authorization: 'Bearer SS.bearer-key',
    })
    expect(answer.status).toBe(202)
  })

  it('of one user’s act that others hear of', async () => {
    await trigger({
      workflow: 'new_comment',
      actor: { distinct_id: actorId, name: 'actor_1' },
      recipients: [{ distinct_id: 'reader', $email: email, name: 'recipient_1' }],
      data: {
        doc_name: 'annual IT report',
        date: '2024-01-01',
        comments: ['change the date', 'rest looks good'],
      },
    })
    expect((await world.newest('reader')).title).toBe(
      'Hi recipient_1, actor_1 added 2 new comments on the annual IT report.',
    )
  })

  it('of somebody anonymous', async () => {
    const answer = await trigger(
      {
        workflow: '_workflow_slug_',
        actor: { is_transient: true, name: 'actor_1' },
        recipients: [{ is_transient: true, $email: email, name: 'recipient_1' }],
        data: invoice,
      },
      { tenant_id: 'tenant_id1', idempotency_key: '_anonymous_' },
    )
    expect(answer).toMatchObject(taken)
    await world.settled(messageIdIn(answer))
    const { data } = await world.asApp<{ data: { identifier: string }[] }>('GET', '/v3/users?limit=100')
    expect(data.some(({ identifier }) => identifier.startsWith('transient'))).toBe(false)
  })

  it('of workflows in bulk', async () => {
    const w1 = new WorkflowTriggerRequest(
      { workflow: '_workflow_slug_', recipients: ['bulk-1'], data: invoice },
      { tenant_id: 'tenant_id1', idempotency_key: '_bulk_1_' },
    )
    const w2 = new WorkflowTriggerRequest({
      workflow: '_workflow_slug_',
      recipients: ['bulk-2'],
      data: invoice,
    })
    const bulk = world.client().workflows.bulk_trigger_instance()
    bulk.append(w1, w2)
    expect(await bulk.trigger()).toMatchObject({
      status: 'success',
      total: 2,
      success: 2,
      failure: 0,
      warnings: [],
      failed_records: [],
    })
    await world.newest('bulk-1')
    await world.newest('bulk-2')
  })

  it('of a dynamic workflow', async () => {
    const body = {
      name: 'workflow_name',
      template: 'new_comment',
      notification_category: 'system',
      delay: '1s',
      users: [
        {
          distinct_id: 'dynamic',
          $email: email,
          $whatsapp: ['+15555555555'],
          $sms: ['+15555555555'],
          $androidpush: [{ token: '__android_push_token__', provider: 'fcm', device_id: '' }],
          $iospush: [{ token: '__ios_push_token__', provider: 'apns', device_id: '' }],
          $slack: { email: '[email protected]', access_token: 'xoxb-XXXXXXXX' },
          $ms_teams: { ...teams, conversation_id: '19:c1524d7c-a06f-456f-8abe-xxxx' },
        },
      ],
      delivery: { smart: false, success: 'seen', time_to_live: '', mandatory_channels: [] },
      data: {
        key: 'value',
        nested_key: { nested_key1: 'some_value_1', nested_key2: { nested_key3: 'some_value_3' } },
      },
    }
    const workflow = new Workflow(body, { idempotency_key: '__uniq_request_id__', brand_id: 'default' })
    expect(await world.client().trigger_workflow(workflow)).toEqual({ ...taken, message: 'Accepted' })
    expect((await world.newest('dynamic')).data).toEqual(body.data)
    const categories = await world.asApp<{ identifier: string; isRequired: boolean }[]>(
      'GET',
      '/v3/categories',
    )
    expect(categories.find(({ identifier }) => identifier === 'system')).toMatchObject({ isRequired: true })
  })

  it('of the answer of a dynamic workflow, which is OK', async () => {
    const body = {
      name: 'now',
      template: 'new_comment',
      notification_category: 'x1',
      users: [{ distinct_id: 'ok' }],
    }
    const answer = await world.post('/workspace-key/trigger/', JSON.stringify(body), {
      authorization: 'Bearer SS.bearer-key',
    })
    expect([answer.status, answer.statusText, await answer.text()]).toEqual([202, 'Accepted', 'OK'])
  })
})
