import type { Beacon, FeedChanges, SettingsEvent } from '@inboxkit/protocol'
import { describe, expect, it, vi } from 'vitest'
import { revokeSecret, rotateSecret } from '../features/apps/service.js'
import { expanded } from '../testing/test-server.js'
import { useRedis } from './testing/redis-server.js'
import { type Node, useNodes } from './testing/two-nodes.js'

const send = async (
  node: Node | undefined,
  recipients: string[],
  notification: object = { title: 'Shipped' },
) => {
  const answer = await node?.call('POST', '/v3/notifications', { notification, sendTo: { recipients } })
  expect(answer?.status).toBe(202)
  return String(Object(answer?.body).requestId)
}

const saveUsers = async (node: Node | undefined, ...identifiers: string[]) => {
  for (let from = 0; from < identifiers.length; from += 1000) {
    const users = identifiers.slice(from, from + 1000).map((identifier) => ({ identifier, profile: {} }))
    expect((await node?.call('POST', '/v3/users/bulk', { users }))?.status).toBe(200)
  }
}

const titlesOf = (events: FeedChanges[]) =>
  events.flatMap(({ changes }) => changes.map(({ item }) => item?.title))

describe.each(['PostgreSQL', 'Redis'])('nodes that speak through %s', (line) => {
  /** An api node without workers, and one that does everything. */
  const twoNodes = async () => {
    const redis = line === 'Redis' ? { redisUrl: (await useRedis()).url } : {}
    const { nodes, ...rest } = await useNodes({ role: 'api', ...redis }, { role: 'all', ...redis })
    const [first, second] = nodes
    if (!first || !second) throw new Error('two nodes were asked for')
    return { first, second, ...rest }
  }

  it('pass a small send on as it is, to ours and to vendors’ clients', async () => {
    const { first, second } = await twoNodes()
    await saveUsers(first, 'ann', 'bob')
    const clients = {
      ann: await first.own('ann'),
      bob: await second.own('bob'),
      vendor: await first.vendor('ann'),
    }
    await send(first, ['ann', 'bob'])
    await send(second, ['ann', 'bob'], { title: 'Arrived', data: { text: 'ü'.repeat(3000) } })
    await vi.waitFor(() => {
      expect(titlesOf(clients.ann.named('feed'))).toEqual(['Shipped', 'Arrived'])
      expect(titlesOf(clients.bob.named('feed'))).toEqual(['Shipped', 'Arrived'])
      expect(clients.vendor.named<object>('NEW_NOTIFICATION')).toMatchObject([
        { notification: { title: 'Shipped' } },
        { notification: { title: 'Arrived' } },
      ])
    })
    // Both may be told as one.
    const told = clients.ann.named<FeedChanges>('feed')
    expect(told.map(({ from }) => from)).toEqual([0, ...told.map(({ seq }) => seq).slice(0, -1)])
    expect(told.at(-1)).toMatchObject({ seq: 2, counts: { unseen: 2, unread: 2, total: 2 } })
    const page = (await second.call('GET', '/v3/notifications', undefined, 'ann')).body as { data: unknown[] }
    expect(page.data.toReversed()).toEqual(told.flatMap(({ changes }) => changes.map(({ item }) => item)))
  })

  it('look up who is connected to them where a send is large, once for all', async () => {
    const { first, second } = await twoNodes()
    const crowd = Array.from({ length: 1500 }, (_, at) => `user-${at}`)
    await saveUsers(first, ...crowd)
    const own = await first.own('user-7')
    const late = await first.own('user-1400')
    const vendor = await first.vendor('user-8')
    const local = await second.own('user-7')
    const requestId = (
      (
        await first.call('POST', '/v3/notifications', {
          notification: { title: 'News' },
          sendTo: { everyone: true },
        })
      ).body as { requestId: string }
    ).requestId
    await expanded(first.db, requestId)
    await vi.waitFor(() => {
      for (const client of [own, late, local]) expect(titlesOf(client.named('feed'))).toEqual(['News'])
      expect(vendor.named('NEW_NOTIFICATION')).toMatchObject([{ notification: { title: 'News' } }])
    })
  })

  it('tell what a user does on one node to the user’s clients on another', async () => {
    const { first, second } = await twoNodes()
    await saveUsers(first, 'ann')
    const client = await second.own('ann')
    const vendor = await second.vendor('ann')
    await send(first, ['ann'])
    await vi.waitFor(() => expect(client.named('feed')).toHaveLength(1))
    await first.call('POST', '/v3/notifications/markAllNotificationsAsRead', {}, 'ann')
    await vi.waitFor(() => {
      expect(client.named<FeedChanges>('feed')[1]).toMatchObject({
        counts: { unread: 0 },
        marks: { readAll: 1 },
      })
      expect(vendor.named('ALL_NOTIFICATION_READ')).toHaveLength(1)
    })
  })

  it('tell settings, and close the sockets of users who are deleted', async () => {
    const { first, second } = await twoNodes()
    await saveUsers(first, 'ann', 'bob')
    const [ann, bob] = [await second.own('ann'), await second.own('bob')]
    await first.call('PUT', '/v3/users/ann', { name: 'Ann' })
    await first.call('POST', '/v3/categories', { name: 'News', identifier: 'news' })
    await first.call('DELETE', '/v3/users/bob')
    await vi.waitFor(() => {
      expect(ann.named<SettingsEvent>('settings').map(({ changed }) => changed)).toEqual(
        expect.arrayContaining(['profile', 'categories']),
      )
      expect(bob.named('problem')).toMatchObject([{ code: 'user_deleted' }])
      expect(bob.socket.connected).toBe(false)
    })
  })

  it('stop believing an app’s settings at once, and close what they no longer let in', async () => {
    const { first, second } = await twoNodes()
    await saveUsers(first, 'ann')
    const ann = await second.own('ann')
    expect((await second.call('GET', '/v3/notifications', undefined, 'ann')).status).toBe(200)
    const changed = await first.call('PATCH', '/v3/app', { hmac: true })
    expect(changed.status).toBe(200)
    // Within far less than what is remembered lasts.
    await vi.waitFor(
      async () => {
        expect(ann.named('problem')).toMatchObject([{ code: 'invalid_signature' }])
        expect((await second.call('GET', '/v3/notifications', undefined, 'ann')).status).toBe(401)
      },
      { timeout: 4_000, interval: 20 },
    )
  })

  it('refuse a secret that was revoked elsewhere within 5 s', async () => {
    const { first, second } = await twoNodes()
    const key = Buffer.alloc(32, 7)
    const { secretId } = await rotateSecret(first.db, key, 'shop', new Date())
    await revokeSecret(first.db, 'shop', secretId - 1, new Date())
    await vi.waitFor(async () => expect((await second.call('GET', '/v3/users')).status).toBe(401), {
      // What is remembered lasts 5 s, and the machine may have other work.
      timeout: 15_000,
      interval: 100,
    })
  })
})

describe('a node', () => {
  it('goes on without Redis, and tells everybody where they stand once it is back', async () => {
    const redis = await useRedis()
    const { nodes } = await useNodes({ redisUrl: redis.url, role: 'api' }, { redisUrl: redis.url })
    const [first, second] = nodes
    await saveUsers(first, 'ann')
    const ann = await first?.own('ann')
    await redis.kill()
    const requestId = await send(first, ['ann'])
    if (first) await expanded(first.db, requestId)
    const page = (await second?.call('GET', '/v3/notifications', undefined, 'ann'))?.body as {
      data: unknown[]
    }
    expect(page.data).toHaveLength(1)
    await redis.start()
    // Long before the next beacon is due.
    await vi.waitFor(() => expect(ann?.named<Beacon>('beacon').at(-1)?.seq).toBe(1), { timeout: 15_000 })
    // Each node has its line back by itself: what one says before another hears is lost, and healed by beacons.
    await vi.waitFor(
      async () => {
        await send(second, ['ann'], { title: 'Again' })
        expect(titlesOf(ann?.named('feed') ?? [])).toContain('Again')
      },
      { interval: 250 },
    )
  })

  it('does not start with a password that Redis does not take', async () => {
    const redis = await useRedis('right-password')
    const url = redis.url.replace('right', 'wrong')
    await expect(useNodes({ redisUrl: url })).rejects.toThrow(/^Redis refuses the connection: WRONGPASS/)
  })
})
