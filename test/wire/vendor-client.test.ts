import { randomUUID } from 'node:crypto'
import type { Notification } from '@inboxkit/protocol'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { asUser, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { listen } from '../kit/listener.js'
import { startServer } from '../kit/server-process.js'
import { connectVendor } from '../kit/vendor-client.js'
import { useServer } from './server.js'

type New = { notification: Notification & { description: string | null; created_at: string } }

const sendOne = (url: string, user: string, title: string): Promise<unknown> =>
  send(url, { notification: { title, message: 'Said' }, sendTo: { recipients: [user] } })

describe("a vendor's client on its socket", () => {
  const { url } = useServer()

  it('is told of each new item once, in the words of both generations', async () => {
    await putUser(url(), 'ann')
    const [client, other] = [await connectVendor(url(), 'ann'), await listen(url(), 'ann')]
    for (const title of ['One', 'Two', 'Three']) await sendOne(url(), 'ann', title)
    await expect.poll(() => client.named('NEW_NOTIFICATION').length).toBe(3)
    // A change made afterwards arrives after everything that there was to tell about the new ones.
    await asUser(url(), 'ann').readAll()
    await expect.poll(() => client.named('ALL_NOTIFICATION_READ').length).toBe(1)
    const told = client.named('NEW_NOTIFICATION') as New[]
    const listed = (await asUser(url(), 'ann').list()).data
    expect(told.map(({ notification }) => notification.title).sort()).toEqual(['One', 'Three', 'Two'])
    expect(told.map(({ notification }) => notification.id).sort()).toEqual(listed.map(({ id }) => id).sort())
    for (const { notification } of told) {
      expect(notification).toMatchObject({ message: 'Said', description: 'Said' })
      expect(notification.created_at).toBe(notification.createdAt)
    }
    expect(client.events.map(([name]) => name)).not.toContain('feed')
    expect(client.events.map(([name]) => name)).not.toContain('beacon')
    client.close()
    other.close()
  })

  it('is told of what is done to its items, with the badge after it', async () => {
    await putUser(url(), 'bob')
    const client = await connectVendor(url(), 'bob')
    for (const title of ['One', 'Two', 'Three']) await sendOne(url(), 'bob', title)
    await expect.poll(() => client.named('NEW_NOTIFICATION').length).toBe(3)
    const user = asUser(url(), 'bob')
    const [read, removed, kept] = (await user.list()).data.map(({ id }) => id)
    if (read === undefined || removed === undefined || kept === undefined)
      throw new Error('There are no items')
    const from = client.events.length
    await user.read(read)
    await user.batch([{ operationId: randomUUID(), verb: 'delete', id: removed }])
    await user.batch([{ operationId: randomUUID(), verb: 'state', id: kept, state: 'accepted' }])
    await user.batch([{ operationId: randomUUID(), verb: 'restore', id: removed }])
    await user.batch([{ operationId: randomUUID(), verb: 'deleteAll', throughSeq: 99 }])
    await expect.poll(() => client.named('ALL_NOTIFICATION_DELETED').length).toBe(1)
    const badge = (id: number, count: number) => [
      'NOTIFICATION_SEEN',
      { unreadNotificationCount: count, notification: { id } },
    ]
    await expect.poll(() => client.events.length).toBe(from + 7)
    expect(client.events.slice(from)).toMatchObject([
      ['NOTIFICATION_READ', { id: read }],
      badge(read, 2),
      ['NOTIFICATION_DELETED', { id: removed }],
      badge(removed, 1),
      ['NOTIFICATION_INTERACTED', { id: kept, state: 'accepted' }],
      ['ALL_NOTIFICATION_DELETED', undefined],
      badge(0, 0),
    ])
    client.close()
  })

  it('is refused with a reason when its key is wrong', async () => {
    const socket = io(url(), {
      transports: ['websocket'],
      forceNew: true,
      query: { apiKey: 'nobody', userId: 'ann' },
    })
    const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve))
    expect(error.message).toBe('The API key or secret is not valid')
    socket.disconnect()
  })
})

it("P2: a vendor's client hears of each new item once, also across a kill -9 with a send retried by its key", () =>
  inTemporaryFolder(async (dataDir) => {
    const first = await startServer({ dataDir })
    await putUser(first.url, 'ann')
    const client = await connectVendor(first.url, 'ann')
    const request = { notification: { title: 'Once' }, sendTo: { recipients: ['ann'] } }
    await send(first.url, request, 'the-key')
    await expect.poll(() => client.named('NEW_NOTIFICATION').length).toBe(1)
    await first.kill()
    const second = await startServer({ dataDir, port: Number(new URL(first.url).port) })
    await expect.poll(() => client.socket.connected).toBe(true)
    await send(second.url, request, 'the-key')
    await sendOne(second.url, 'ann', 'Another')
    await expect.poll(() => client.named('NEW_NOTIFICATION').length).toBe(2)
    const titles = (client.named('NEW_NOTIFICATION') as New[]).map(({ notification }) => notification.title)
    expect(titles).toEqual(['Once', 'Another'])
    client.close()
    await second.kill()
  }))
