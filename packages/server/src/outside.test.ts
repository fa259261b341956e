import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { SendFailure } from './channels/types.js'
import { createDeliverer, leaseMs } from './features/deliveries/deliverer.js'
import {
  fakeProvider,
  openDeliveries,
  poll,
  providersOf,
  sent,
} from './features/deliveries/testing/open-deliveries.js'
import { createStatusSender } from './features/status-webhooks/send.js'
import { openOutside } from './outside.js'
import { openTestDb, type TestDb } from './testing/test-db.js'
import { gate } from './testing/waiting.js'

const ok = { status: 204, headers: {}, body: Buffer.alloc(0) }
const never = () => new Promise<never>(() => undefined)
const encryptionKey = Buffer.alloc(32, 7)
const isEmbedded = inject('database') === 'pglite'

describe('what a server was at when it was killed', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())

  /** A test with a server that starts: the last one on the database is gone, or nobody knows. */
  const open = async (given: Parameters<typeof openDeliveries>[1]) => {
    const test = await openDeliveries(opened.db, given)
    const { db, engine, clock } = test
    const options = {
      db,
      engine: { ...engine, work: () => undefined },
      now: () => clock.now(),
      encryptionKey,
      outbound: async () => ok,
      unsubscribeUrl: () => null,
      providers: new Map(),
    }
    return { ...test, options, start: () => openOutside(options).start(), make: test.start }
  }

  it('is taken up at once on an embedded database and after its lease elsewhere; what waits goes on waiting', async () => {
    const dying = fakeProvider('sms', 'main', async (_, time) => {
      if (time > 1) return never()
      throw new SendFailure('retry', 'Busy', { answer: { status: 503 }, retryAfterMs: 30_000 })
    })
    const test = await open({ works: false })
    const [waiting, cut] = [await test.make(), await test.make()]
    const first = createDeliverer({ ...test.options, providers: providersOf(dying) })
    const jobOf = ({ id }: { id: number }) => [{ id: 'x', data: { deliveryIds: [id] } }]
    await first.send(jobOf(waiting))
    void first.send(jobOf(cut)).catch(() => undefined)
    await poll(() => dying.messages.length).toBe(2)
    const since = test.clock.now().getTime()
    const waits = async () => [
      ((await test.get(waiting.id)).nextAt?.getTime() ?? 0) - since,
      ((await test.get(cut.id)).nextAt?.getTime() ?? 0) - since,
    ]
    expect(await waits()).toEqual([30_000, leaseMs])

    await test.start()
    expect(await waits()).toEqual([30_000, isEmbedded ? 0 : leaseMs])
    const sms = fakeProvider('sms', 'main', () => sent)
    const next = createDeliverer({ ...test.options, providers: providersOf(sms) })
    if (!isEmbedded) await test.pass(leaseMs)
    await next.send(jobOf(cut))
    expect(await test.get(cut.id)).toMatchObject({ state: 'sent' })
    expect(sms.messages.map(({ id }) => id)).toEqual([dying.messages[1]?.id])
  })

  it('is taken up so where a webhook was being told', async () => {
    let posted = 0
    const held = gate()
    const test = await open({
      providers: providersOf(fakeProvider('sms', 'main', () => sent)),
      outbound: async () => {
        posted++
        await held.opened
        return ok
      },
    })
    await test.call('PATCH', '/v3/app', test.asApp, { webhooks: [{ url: 'https://shop.test/hook' }] })
    await test.reach((await test.make()).id, 'sent')
    await poll(() => posted).toBe(1)
    const event = async () => {
      const { body } = await test.call('GET', '/v3/app/webhook-events')
      return (body['data'] as { id: number; state: string; nextAt: string | null }[])[0]
    }
    const since = test.clock.now().getTime()
    await test.start()
    const { id = 0, nextAt = null } = (await event()) ?? {}
    expect(Date.parse(nextAt ?? '') - since).toBe(isEmbedded ? 0 : leaseMs)
    test.clock.advance(isEmbedded ? 0 : leaseMs)
    await createStatusSender(test.options)([{ id: 'x', data: { eventIds: [id] } }])
    expect(await event()).toMatchObject({ state: 'sent' })
    held.open()
  })
})
