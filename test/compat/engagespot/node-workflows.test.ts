import type { CancelAnswer } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { inEveryMode } from './in-every-mode.js'
import { nodeClient, refusal } from './node-client.js'
import { arrival, asApp, type Person, unique } from './people.js'
import { outcomes, requestIdIn } from './requests.js'

inEveryMode('@engagespot/node 1.7.0 triggers workflows', ({ world, person }) => {
  const client = nodeClient(world)

  /** Says "Soon" at once, waits, and says "Now". */
  const publish = async (delay: number | string): Promise<string> => {
    const identifier = unique('reminder')
    await asApp(world, 'PUT', `/workflows/${identifier}`, {
      identifier,
      name: 'Reminder',
      steps: [
        { type: 'send', channel: 'inApp', template: { title: 'Soon: {{data.what}}' } },
        { type: 'delay', for: delay },
        { type: 'send', channel: 'inApp', template: { title: 'Now: {{data.what}}' } },
      ],
    })
    return identifier
  }

  const trigger = (identifier: string, cancellationKey: string, recipients: Person[]): Promise<unknown> =>
    client.send({
      notification: { workflow: { identifier, cancellationKey } },
      data: { what: 'tea' },
      sendTo: { recipients: recipients.map((one) => one.identifier) },
    })

  const cancel = async (identifier: string, key: string, recipients?: string[]): Promise<CancelAnswer> =>
    (await client.workflows.cancelRun(identifier, {
      cancellationKey: key,
      ...(recipients === undefined ? {} : { cancelFor: { recipients } }),
    })) as unknown as CancelAnswer

  const titles = async (one: Person): Promise<string[]> => (await one.inbox()).data.map(({ title }) => title)

  it('by identifier, with data for their texts', async () => {
    const ann = await person('ann')
    const answer = await trigger(await publish('1s'), 'tea', [ann])
    expect(requestIdIn(answer)).toEqual(expect.any(String))
    await arrival(ann, 'Soon: tea')
    await arrival(ann, 'Now: tea')
  })

  it('and cancels what waits, for one recipient and not for the others', async () => {
    const [ann, bob] = [await person('ann'), await person('bob')]
    const identifier = await publish('3s')
    const answer = await trigger(identifier, 'tea', [ann, bob])
    for (const one of [ann, bob]) await arrival(one, 'Soon: tea')
    expect(await cancel(identifier, 'tea', [ann.identifier])).toMatchObject({
      message: expect.any(String),
      cancelled: 1,
    })
    await arrival(bob, 'Now: tea')
    expect(await titles(ann)).toEqual(['Soon: tea'])
    expect(await outcomes(world, answer)).toContainEqual(
      expect.objectContaining({ identifier: ann.identifier, reason: 'cancelled' }),
    )
  })

  it('and cancels for everybody in the run', async () => {
    const [ann, bob] = [await person('ann'), await person('bob')]
    const identifier = await publish('1h')
    const answer = await trigger(identifier, 'tea', [ann, bob])
    for (const one of [ann, bob]) await arrival(one, 'Soon: tea')
    expect(await cancel(identifier, 'tea')).toMatchObject({ cancelled: 2 })
    expect(await cancel(identifier, 'tea')).toMatchObject({ cancelled: 0 })
    const all = await outcomes(world, answer)
    expect(all.filter(({ reason }) => reason === 'cancelled')).toHaveLength(2)
  })

  it('and cancels what has not begun: a send for later', async () => {
    const ann = await person('ann')
    const identifier = await publish('1s')
    const answer = await client.send({
      notification: { workflow: { identifier, cancellationKey: 'tea' } },
      data: { what: 'tea' },
      sendTo: { recipients: [ann.identifier] },
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
    await cancel(identifier, 'tea')
    expect(await asApp(world, 'GET', `/requests/${requestIdIn(answer)}`)).toMatchObject({
      state: 'cancelled',
    })
    expect(await titles(ann)).toEqual([])
  })

  it('and hears of unknown ones, unknown keys and missing keys', async () => {
    const identifier = await publish('1h')
    const cancellation = { cancellationKey: 'tea' }
    expect(await refusal(client.workflows.cancelRun(unique('none'), cancellation))).toMatchObject({
      status: 404,
      data: { status: 'error', code: 'workflow_not_found' },
    })
    expect(await refusal(client.workflows.cancelRun(identifier, cancellation))).toMatchObject({
      status: 404,
      data: { status: 'error', code: 'run_not_found' },
    })
    // Without data it sends no body at all.
    expect(await refusal(client.workflows.cancelRun(identifier))).toMatchObject({
      status: 400,
      data: { status: 'error', message: expect.any(Array) },
    })
    const sendTo = { recipients: ['ann'] }
    const notification = { workflow: { identifier: unique('none') } }
    expect(await refusal(client.send({ notification, sendTo }))).toMatchObject({ status: 404 })
  })

  it('and cannot touch the other app’s', async () => {
    const ann = await person('ann')
    const identifier = await publish('1h')
    await trigger(identifier, 'tea', [ann])
    await arrival(ann, 'Soon: tea')
    const other = nodeClient(world, world.other)
    const attempt = other.workflows.cancelRun(identifier, { cancellationKey: 'tea' })
    expect((await refusal(attempt)).status).toBe(404)
    expect(await cancel(identifier, 'tea')).toMatchObject({ cancelled: 1 })
  })
})
