import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { answered, messageIdIn, useWorld, WorkflowTriggerRequest } from './world.js'

const world = useWorld()
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`
const taken = { success: true, status: 'success', status_code: 202, message: expect.any(String) }
const refused = (status: number, type: string, message: unknown = expect.any(String)) => ({
  success: false,
  status: 'fail',
  status_code: status,
  message: expect.toSatisfy((text: string) => {
    const body = JSON.parse(text)
    expect(body).toEqual({ status: 'fail', code: status, message, error: { type, message } })
    return true
  }),
})

describe('@suprsend/node-sdk 1.15.1', () => {
  beforeAll(async () => {
    await world.publish('invoice-due', {
      inApp: { title: 'Due: {{amount}}', message: 'For {{$recipient.name}}' },
    })
    await world.publish('later', { inApp: { title: 'Later' } }, [
      { type: 'delay', for: '1d' },
      { type: 'send', channel: 'inApp', template: 'later' },
    ])
  })
  const trigger = (body: object, more: object = {}) =>
    answered(
      world
        .client()
        .workflows.trigger(new WorkflowTriggerRequest({ workflow: 'invoice-due', ...body }, more)),
    )

  it('triggers a workflow, and is told the message', async () => {
    const [known, nine] = [unique('known'), unique('nine')]
    await world.asApp('PUT', `/v3/users/${known}`, { name: 'Known' })
    const answer = await trigger({
      actor: { distinct_id: unique('acc'), name: 'Billing' },
      recipients: [
        { distinct_id: nine, $email: ['nine@shop.test'], $channels: ['email', 'inbox'], name: 'Nine' },
        known,
      ],
      data: { amount: '12.00' },
    })
    expect(answer).toEqual(taken)
    expect(JSON.parse(answer.message)).toEqual({
      message_id: expect.stringMatching(uuid),
      status: 'success',
    })
    expect(await world.newest(known)).toMatchObject({ title: 'Due: 12.00', message: 'For Known' })
    expect(await world.newest(nine)).toMatchObject({ title: 'Due: 12.00', message: 'For Nine' })
    expect(await world.profile(nine)).toEqual({ name: 'Nine', email: 'nine@shop.test' })
  })

  it('sends tenant, idempotency key and cancellation key in the body', async () => {
    const ann = unique('ann')
    const key = unique('inv')
    const more = { tenant_id: 'north', idempotency_key: ` ${key} `, cancellation_key: unique('due') }
    const first = await trigger({ recipients: [ann] }, more)
    const again = await trigger(
      { recipients: [ann, unique('bob')], data: { amount: 'other' } },
      { idempotency_key: key },
    )
    expect(again).toEqual(first)
    await world.settled(messageIdIn(first))
    expect(await world.titles(ann)).toHaveLength(1)
  })

  it('cancels over plain HTTP, with the API key', async () => {
    const ann = unique('ann')
    const answer = await trigger({ workflow: 'later', recipients: [ann] }, { cancellation_key: 'due-77' })
    const messageId = messageIdIn(answer)
    expect((await world.settled(messageId)).state).toBe('waiting')
    const cancel = await world.post('/v1/workflow_run/cancel/', JSON.stringify({ recipients: [ann] }), {
      authorization: 'Bearer SS.bearer-key',
    })
    expect(cancel.status).toBe(200)
    expect(await cancel.json()).toEqual({ execution_ids: [`${messageId}/${ann}`] })
    expect((await world.settled(messageId)).recipients.data).toMatchObject([
      { identifier: ann, outcome: 'cancelled' },
    ])
  })

  it('sends a file along, of the disk and of the web', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inboxkit-files-'))
    await writeFile(join(folder, 'bill.pdf'), 'a bill')
    await writeFile(join(folder, 'bill.unknown-kind'), 'a bill')
    const ann = unique('ann')
    const request = new WorkflowTriggerRequest({
      workflow: 'invoice-due',
      recipients: [ann],
      data: { amount: '1' },
    })
    request.add_attachment(join(folder, 'bill.pdf'))
    request.add_attachment(join(folder, 'bill.unknown-kind'), { file_name: 'named' })
    request.add_attachment('https://shop.test/terms.pdf', { file_name: 'terms.pdf', ignore_if_error: true })
    request.add_attachment('https://shop.test/no-name.pdf')
    expect(await world.client().workflows.trigger(request)).toEqual(taken)
    const item = await world.newest(ann)
    expect(item).toMatchObject({ title: 'Due: 1', data: { amount: '1' } })
    expect(item.data).not.toHaveProperty('$attachments')
    await rm(folder, { recursive: true })
  })

  it('is told what is wrong', async () => {
    expect(await trigger({ workflow: 'invoice-du', recipients: ['a'] })).toEqual(
      refused(404, 'not_found', 'No such workflow: invoice-du'),
    )
    const many = Array.from({ length: 101 }, (_, at) => `u${at}`)
    expect(await trigger({ recipients: many })).toEqual(
      refused(400, 'validation_error', 'recipients: must have at most 100 entries'),
    )
  })

  it('is refused with a wrong secret, a wrong key, an old date', async () => {
    const request = () => new WorkflowTriggerRequest({ workflow: 'invoice-due', recipients: [unique('ann')] })
    for (const client of [
      world.client('workspace-key', 'wrong'),
      world.client('nobody'),
      world.client(world.other.key),
      world.client('workspace-key', world.other.secret),
    ])
      expect(await client.workflows.trigger(request())).toEqual(refused(401, 'authentication_error'))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 16 * 60_000 })
    expect(await world.client().workflows.trigger(request())).toEqual(refused(401, 'authentication_error'))
    vi.useRealTimers()
  })

  it('of another app reaches that app and nobody else', async () => {
    const { key, secret } = world.other
    const answer = await world
      .client(key, secret)
      .workflows.trigger(new WorkflowTriggerRequest({ workflow: 'invoice-due', recipients: ['a'] }))
    expect(answer).toEqual(refused(404, 'not_found'))
  })

  it('passes with the app’s own key and secret, too', async () => {
    const client = world.client('test-key-0123456789', 'test-secret-0123456789')
    const request = new WorkflowTriggerRequest({ workflow: 'invoice-due', recipients: [unique('ann')] })
    expect(await client.workflows.trigger(request)).toEqual(taken)
  })

  describe('in bulk', () => {
    const request = (recipients: string[], workflow = 'invoice-due') =>
      new WorkflowTriggerRequest({ workflow, recipients, data: { amount: 'bulk' } })
    const bulk = async (...requests: ReturnType<typeof request>[]) => {
      const all = world.client().workflows.bulk_trigger_instance()
      all.append(...requests)
      return all.trigger()
    }

    it('triggers everything, in calls of a hundred', async () => {
      const [ann, bob] = [unique('ann'), unique('bob')]
      const requests = Array.from({ length: 230 }, (_, at) => request([at === 229 ? bob : ann]))
      expect(await bulk(...requests)).toMatchObject({
        status: 'success',
        total: 230,
        success: 230,
        failure: 0,
        failed_records: [],
        warnings: [],
      })
      await world.newest(bob)
      await expect
        .poll(
          async () =>
            (
              await world.asApp<{ counts: { total: number } }>(
                'GET',
                `/v3/notifications?${new URLSearchParams({ userIdentifier: ann })}`,
              )
            ).counts.total,
        )
        .toBe(229)
    })

    it('does the others when one is wrong, which this client does not look at', async () => {
      const ann = unique('ann')
      expect(await bulk(request([ann]), request([ann], 'no-such-workflow'))).toMatchObject({
        status: 'success',
        total: 2,
        success: 2,
      })
      await world.newest(ann)
    })

    it('tells what the client itself refuses', async () => {
      const ann = unique('ann')
      expect(await bulk(request([ann]), request([]))).toMatchObject({
        status: 'partial',
        total: 2,
        success: 1,
        failure: 1,
        failed_records: [{ record: { workflow: 'invoice-due' }, code: 500 }],
      })
      await world.newest(ann)
    })

    it('fails as a whole with a wrong secret', async () => {
      const all = world.client('workspace-key', 'wrong').workflows.bulk_trigger_instance()
      all.append(request(['a']), request(['b']))
      expect(await all.trigger()).toMatchObject({
        status: 'fail',
        total: 2,
        success: 0,
        failure: 2,
        failed_records: [
          { code: 401, error: expect.stringContaining('authentication_error') },
          { code: 401 },
        ],
      })
    })

    it('asks nothing for nothing', async () => {
      expect(await bulk()).toMatchObject({ status: 'success', total: 0 })
    })
  })
})
