import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createEngine } from '../engine/engine.js'
import { expanded, openTestServer, type TestServer } from '../testing/test-server.js'
import { workflowsOn } from '../testing/workflows.js'

const secret = 'shop-secret'

describe('metrics', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({ metrics: { host: '127.0.0.1', port: 0 } })
    await test.call('PUT', '/v3/users/bob', test.asApp, {})
    await test.call('PUT', '/v3/users/zoe-9', test.asApp, { email: 'zoe@example.test' })
  })
  afterAll(() => test.close())

  /** The value of one line, by its name and labels. */
  const valueOf = async (name: string): Promise<number | undefined> => {
    const line = (await test.server.metrics()).split('\n').find((one) => one.startsWith(`${name} `))
    return line === undefined ? undefined : Number(line.slice(name.length))
  }

  it('count triggers, what reached the inbox, and how long that took', async () => {
    const send = (title: string) =>
      test.call(
        'POST',
        '/v3/notifications',
        { ...test.asApp, 'idempotency-key': 'counted' },
        { notification: { title }, sendTo: { recipients: ['zoe-9', 'bob'] } },
      )
    const first = await send('Counted')
    await expanded(test.db, String(first.body['requestId']))
    expect((await send('Counted')).status).toBe(202)
    expect((await send('Another')).status).toBe(409)
    await expect.poll(() => valueOf('inboxkit_deliveries_total{channel="inApp",outcome="sent"}')).toBe(2)
    expect(await valueOf('inboxkit_triggers_total{outcome="accepted"}')).toBe(1)
    expect(await valueOf('inboxkit_triggers_total{outcome="repeated"}')).toBe(1)
    expect(await valueOf('inboxkit_triggers_total{outcome="refused"}')).toBe(1)
    expect(await valueOf('inboxkit_accept_seconds_count')).toBe(2)
    expect(await valueOf('inboxkit_feed_lag_seconds_count')).toBe(1)
    expect(await valueOf('inboxkit_jobs_total{queue="trigger.expand",outcome="done"}')).toBe(1)
    expect(await valueOf('inboxkit_job_seconds_count{queue="trigger.expand"}')).toBe(1)
  })

  it('count deliveries of other channels and their attempts', async () => {
    const { publish, trigger } = workflowsOn(test)
    await publish('mailed', [
      { type: 'send', channel: 'email', template: { subject: 'Hello', text: 'Hello' } },
    ])
    await trigger('mailed', ['zoe-9'])
    await test.settle()
    await expect.poll(() => valueOf('inboxkit_deliveries_total{channel="email",outcome="sent"}')).toBe(1)
    expect(await valueOf('inboxkit_delivery_attempt_seconds_count{channel="email",outcome="sent"}')).toBe(1)
  })

  it('tell of queues, sockets, the pool and the process', async () => {
    expect(await valueOf('inboxkit_queue_jobs{queue="trigger.expand"}')).toBe(0)
    expect(await valueOf('inboxkit_queue_age_seconds{queue="trigger.expand"}')).toBe(0)
    expect(await valueOf('inboxkit_sockets')).toBe(0)
    const pool = await valueOf('inboxkit_database_connections{state="waiting"}')
    expect(pool).toBe(test.db.kind === 'postgres' ? 0 : undefined)
    expect(await valueOf('process_resident_memory_bytes')).toBeGreaterThan(0)
  })

  it('tell how deep a queue is and how long its oldest job has waited', async () => {
    const engine = createEngine(test.db, { works: false })
    engine.work('of.nobody', { batchSize: 1 }, async () => undefined)
    await engine.start()
    onTestFinished(() => engine.stop())
    await test.db.transaction((tx) =>
      engine.enqueue(tx, 'of.nobody', [{ data: {} }, { data: {} }, { data: {} }]),
    )
    await test.db.run`
      update inboxkit_jobs.job set start_after = now() - interval '2 minutes' where name = 'of.nobody'`
    expect(await valueOf('inboxkit_queue_jobs{queue="of.nobody"}')).toBe(3)
    expect(await valueOf('inboxkit_queue_age_seconds{queue="of.nobody"}')).toBeGreaterThanOrEqual(120)
  })

  it('have no user, no key and no address of a caller in them', async () => {
    await test.call('GET', '/v3/notifications', test.asUser('zoe-9'))
    await test.call('GET', '/v3/users/zoe-9', test.asApp)
    await test.call('GET', '/v3/users/zoe@example.test/nowhere/s3cret?token=s3cret', test.asApp)
    const text = await test.server.metrics()
    for (const one of ['zoe', 'bob', 'example.test', 's3cret', secret, '"shop"'])
      expect(text).not.toContain(one)
    expect(text).toContain('method="GET",route="/v3/users/:identifier",status="2xx"')
    expect(text).toMatch(/route="none",status="4xx"/)
  })

  it('are answered at an address of their own, and nowhere else', async () => {
    const { url, metricsUrl = '' } = await test.server.listen()
    const answer = await fetch(metricsUrl)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ])
    expect(await answer.text()).toContain('# TYPE inboxkit_triggers_total counter')
    expect((await fetch(new URL('/other', metricsUrl))).status).toBe(404)
    expect((await fetch(metricsUrl, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
  })
})

describe('without metrics', () => {
  it('nothing is counted', async () => {
    const test = await openTestServer()
    expect(await test.server.metrics()).toBe('')
    expect(await test.server.listen()).toEqual({ url: expect.any(String) })
    await test.close()
  })
})
