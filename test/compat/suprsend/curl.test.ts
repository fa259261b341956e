import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { useWorld } from './world.js'

const world = useWorld()
const curl = async (path: string, body: unknown, authorization = 'Bearer SS.bearer-key') => {
  const { stdout } = await promisify(execFile)('curl', [
    ...['--silent', '--write-out', '\n%{http_code}', '--request', 'POST', world.url + path],
    ...['--header', `Authorization: ${authorization}`, '--header', 'Content-Type: application/json'],
    ...['--data', JSON.stringify(body)],
  ])
  const [text = '', status] = stdout.split(/\n(?=\d+$)/)
  return { status: Number(status), body: text.startsWith('{') ? JSON.parse(text) : text }
}

describe('plain HTTP with the API key', () => {
  beforeAll(async () => {
    await world.publish('invoice-due', { inApp: { title: 'Due: {{amount}}' } })
  })
  const record = {
    workflow: 'invoice-due',
    actor: { distinct_id: 'acc-1', name: 'Billing' },
    recipients: [
      { distinct_id: 'u-9', $email: ['nine@shop.test'], $channels: ['email', 'inbox'], name: 'Nine' },
      'u-10',
    ],
    data: { amount: '12.00' },
    tenant_id: 'north',
    $idempotency_key: 'inv-77',
    cancellation_key: 'due-77',
  }

  it('triggers, with and without the slash at the end', async () => {
    const first = await curl('/trigger/', record)
    expect(first).toEqual({ status: 202, body: { message_id: expect.any(String), status: 'success' } })
    expect(await curl('/trigger', record)).toEqual(first)
    expect((await world.newest('u-9')).title).toBe('Due: 12.00')
    await world.newest('u-10')
  })

  it('triggers many, each for itself', async () => {
    const two = [
      { ...record, $idempotency_key: 'inv-78' },
      { ...record, $idempotency_key: 'inv-79', workflow: 'invoice-du' },
    ]
    expect(await curl('/trigger/', two)).toEqual({
      status: 207,
      body: {
        status: 'partial',
        records: [
          { status: 'success', status_code: 202, message_id: expect.any(String) },
          {
            status: 'error',
            status_code: 404,
            error: { type: 'not_found', message: 'No such workflow: invoice-du' },
          },
        ],
      },
    })
  })

  it('is refused with another key, or without a filter to cancel by', async () => {
    expect(await curl('/trigger/', record, 'Bearer SS.other')).toMatchObject({
      status: 401,
      body: { status: 'fail', code: 401, error: { type: 'authentication_error' } },
    })
    expect(await curl('/v1/workflow_run/cancel/', {})).toMatchObject({
      status: 400,
      body: { code: 400, message: expect.stringContaining('at least one of') },
    })
    expect(await curl('/v1/workflow_run/cancel/', { workflow_slug: 'invoice-due' })).toEqual({
      status: 200,
      body: { execution_ids: [] },
    })
  })
})
