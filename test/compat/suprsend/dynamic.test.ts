import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { useWorld, Workflow, workspace } from './world.js'

const world = useWorld()
const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`

describe('dynamic workflows of @suprsend/node-sdk 1.15.1', () => {
  beforeAll(async () => {
    await world.publish('receipt', { inApp: { title: 'Receipt {{key}}' } })
  })
  const bodyFor = (identifier: string, more: object = {}) => ({
    name: 'Receipt',
    template: 'receipt',
    notification_category: 'transactional',
    users: [{ distinct_id: identifier, $channels: ['inbox'], name: 'Ann' }],
    data: { key: 'value' },
    ...more,
  })
  const taken = { success: true, status: 'success', status_code: 202, message: 'Accepted' }

  it('are taken with the reason phrase as their message, given as a workflow or as a body', async () => {
    const ann = unique('ann')
    const client = world.client()
    const workflow = new Workflow(bodyFor(ann), { idempotency_key: unique('key'), brand_id: 'default' })
    expect(await client.trigger_workflow(workflow)).toEqual(taken)
    expect(await world.newest(ann)).toMatchObject({
      title: 'Receipt value',
      category: { identifier: 'transactional' },
    })
    expect(await client.trigger_workflow(workflow)).toEqual(taken)
    expect(await client.trigger_workflow(bodyFor(ann))).toEqual(taken)
    await world.newest(ann, 2)
    expect(await world.profile(ann)).toEqual({ name: 'Ann' })
  })

  it('are refused in the client’s own words', async () => {
    const client = world.client(workspace.key, 'wrong')
    expect(await client.trigger_workflow(bodyFor('ann'))).toEqual({
      success: false,
      status: 'fail',
      status_code: 401,
      message: 'Request failed with status code 401',
    })
    expect(await world.client().trigger_workflow(bodyFor('ann', { template: 'none' }))).toMatchObject({
      success: false,
      status_code: 404,
    })
  })

  it('go many at a time', async () => {
    const [ann, bob] = [unique('ann'), unique('bob')]
    const bulk = world.client().bulk_workflows.new_instance()
    bulk.append(new Workflow(bodyFor(ann)), new Workflow(bodyFor(bob)))
    expect(await bulk.trigger()).toMatchObject({ status: 'success', total: 2, success: 2, failure: 0 })
    await world.newest(ann)
    await world.newest(bob)
    const wrong = world.client(workspace.key, 'wrong').bulk_workflows.new_instance()
    wrong.append(new Workflow(bodyFor(ann)))
    expect(await wrong.trigger()).toMatchObject({
      status: 'fail',
      failed_records: [{ code: 401, error: 'Request failed with status code 401' }],
    })
  })

  it('wait until their time', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString()
    const ann = unique('ann')
    expect(await world.client().trigger_workflow(bodyFor(ann, { trigger_at: at }))).toEqual(taken)
    const { data } = await world.asApp<{ data: { state: string; sendAt: string }[] }>(
      'GET',
      '/v3/activity?limit=1',
    )
    expect(data).toMatchObject([{ state: 'scheduled', sendAt: at }])
  })
})
