import type { CategoryDetails } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { inEveryMode } from './in-every-mode.js'
import { nodeClient, refusal } from './node-client.js'
import { asApp, type Person, unique } from './people.js'

inEveryMode('@engagespot/node 1.7.0 looks after inboxes', ({ world, person }) => {
  const client = nodeClient(world)

  const withOne = async (): Promise<{ ann: Person; id: string; item: () => ReturnType<Person['item']> }> => {
    const ann = await person('ann')
    const [sent] = await ann.notify('One')
    const id = sent?.id ?? 0
    return { ann, id: String(id), item: () => ann.item(id) }
  }

  it('fetches pages, newest first, 20 unless told', async () => {
    const ann = await person('ann')
    await ann.notify(...Array.from({ length: 21 }, (_, n) => `Item ${n + 1}`))
    const titles = (page: { data: { title: string }[] }): string[] => page.data.map(({ title }) => title)
    const first = await client.inAppInbox.fetch(ann.identifier)
    expect(titles(first)).toEqual(Array.from({ length: 20 }, (_, n) => `Item ${21 - n}`))
    expect(first).toMatchObject({ unreadCount: 21, pagination: { totalCount: 21 } })
    expect(titles(await client.inAppInbox.fetch(ann.identifier, 2))).toEqual(['Item 1'])
    expect(titles(await client.inAppInbox.fetch(ann.identifier, 2, 2))).toEqual(['Item 19', 'Item 18'])
    expect((await refusal(client.inAppInbox.fetch(ann.identifier, 1, 21))).status).toBe(400)
    expect((await refusal(client.inAppInbox.fetch(unique('nobody')))).status).toBe(404)
  })

  it('marks an item read, unread and unseen, each as often as it likes', async () => {
    const { ann, id, item } = await withOne()
    for (let round = 0; round < 2; round++) {
      const answer = await client.inAppInbox.markNotificationAsRead(id)
      expect(answer).toMatchObject({ status: 200, data: { id: Number(id) } })
      expect(await item()).toMatchObject({ clickedAt: expect.any(String), seenAt: expect.any(String) })
    }
    expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 0, total: 1 })
    for (let round = 0; round < 2; round++) {
      expect(await client.inAppInbox.markNotificationAsUnRead(id)).toMatchObject({ status: 200 })
      expect(await item()).toMatchObject({ clickedAt: null, seenAt: expect.any(String) })
    }
    for (let round = 0; round < 2; round++) {
      expect(await client.inAppInbox.markNotificationAsUnseen(id)).toMatchObject({ status: 200 })
      expect(await item()).toMatchObject({ clickedAt: null, seenAt: null })
    }
    expect((await ann.inbox()).counts).toEqual({ unseen: 1, unread: 1, total: 1 })
  })

  it('deletes an item, once', async () => {
    const { ann, id } = await withOne()
    expect(await client.inAppInbox.deleteNotification(id)).toMatchObject({
      status: 200,
      data: { statusCode: 200, message: 'Notification deleted successfully' },
    })
    expect((await ann.inbox()).data).toEqual([])
    for (const again of [
      () => client.inAppInbox.deleteNotification(id),
      () => client.inAppInbox.markNotificationAsRead(id),
      () => client.inAppInbox.markNotificationAsUnRead(id),
      () => client.inAppInbox.markNotificationAsUnseen(id),
    ])
      expect(await refusal(again())).toMatchObject({
        status: 404,
        data: { status: 'error', message: expect.any(String) },
      })
  })

  it('makes and deletes categories on its own path', async () => {
    const identifier = unique('orders')
    const made = await client.createCategory(identifier, 'Orders')
    expect(made).toMatchObject({ status: 200, data: { id: expect.any(Number), identifier, name: 'Orders' } })
    const listed = async (): Promise<string[]> =>
      (await asApp<CategoryDetails[]>(world, 'GET', '/categories')).map((one) => one.identifier)
    expect(await listed()).toContain(identifier)
    expect(await refusal(client.createCategory(identifier, 'Again'))).toMatchObject({ status: 409 })
    const id = Number(made?.data.id)
    expect((await refusal(nodeClient(world, world.other).deleteCategory(id))).status).toBe(404)
    expect(await client.deleteCategory(id)).toMatchObject({ status: 200, data: expect.any(Object) })
    expect(await listed()).not.toContain(identifier)
    expect((await refusal(client.deleteCategory(id))).status).toBe(404)
  })
})
