import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { asUser, deleteUser, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { type Listener, listen } from '../kit/listener.js'
import { catchUp, freshReplica, Replica } from '../kit/replica.js'
import { startServer } from '../kit/server-process.js'
import { useServer } from './server.js'

const sendTo = (url: string, user: string, ...titles: string[]): Promise<unknown> =>
  Promise.all(titles.map((title) => send(url, { notification: { title }, sendTo: { recipients: [user] } })))

const seqOf = (listener: Listener): number => listener.events.at(-1)?.seq ?? 0

describe('our client on its socket', () => {
  const { url } = useServer()

  it('is greeted with where its feed stands', async () => {
    await putUser(url(), 'greeted')
    await sendTo(url(), 'greeted', 'One')
    const user = asUser(url(), 'greeted')
    await expect.poll(async () => (await user.list()).seq).toBe(1)
    const { beacons, close } = await listen(url(), 'greeted')
    const { epoch } = await user.list()
    expect(beacons).toEqual([{ epoch, seq: 1, counts: { unseen: 1, unread: 1, total: 1 } }])
    close()
  })

  it('P3: hears of each change once, from one seq to the next, with the whole item and the counts after it', async () => {
    const user = asUser(url(), 'follower')
    await user.connect()
    const listener = await listen(url(), 'follower')
    const replica = await freshReplica(user)
    await sendTo(url(), 'follower', 'A', 'B', 'C')
    await expect.poll(() => seqOf(listener)).toBe(3)
    const [first, second] = (await user.list()).data.map(({ id }) => id)
    if (first === undefined || second === undefined) throw new Error('There are no items')
    await user.read(first)
    await user.batch([{ operationId: randomUUID(), verb: 'delete', id: second }])
    await user.readAll()
    await expect.poll(() => seqOf(listener)).toBe(6)
    for (const event of listener.events) {
      replica.apply(event)
      expect(replica.counts()).toEqual(event.counts)
    }
    expect(replica.items()).toEqual((await freshReplica(user)).items())
    listener.close()
  })

  it('knows its own operation by the id that comes back on the socket', async () => {
    const user = asUser(url(), 'actor')
    await user.connect()
    await sendTo(url(), 'actor', 'One')
    const [tab, otherTab] = [await listen(url(), 'actor'), await listen(url(), 'actor')]
    await expect.poll(async () => (await user.list()).seq).toBe(1)
    const [item] = (await user.list()).data
    const operationId = randomUUID()
    const answer = await user.batch([{ operationId, verb: 'read', id: item?.id ?? 0 }])
    for (const { events } of [tab, otherTab]) {
      await expect.poll(() => events.at(-1)?.seq).toBe(2)
      expect(events.at(-1)?.changes).toEqual(answer.changes)
      expect(events.at(-1)?.changes[0]?.operationId).toBe(operationId)
    }
    tab.close()
    otherTab.close()
  })

  it('P4: catches up by seq with what happened while it was away, and is told to start anew when that is too much', async () => {
    const user = asUser(url(), 'traveller')
    await user.connect()
    const replica = await freshReplica(user)
    await sendTo(url(), 'traveller', ...Array.from({ length: 60 }, (_, n) => `Item ${n}`))
    await expect.poll(async () => (await user.list()).seq).toBe(60)
    expect(await catchUp(replica, user)).toMatchObject({
      loads: 0,
      answer: { from: 0, seq: 60, reset: false },
    })
    const { epoch, data } = await user.list({ limit: 50 })
    const verbs = [
      'read',
      'unread',
      'read',
      'unread',
      'read',
      'unread',
      'read',
      'unread',
      'read',
      'unread',
    ] as const
    await user.batch(verbs.flatMap((verb) => data.map(({ id }) => ({ operationId: randomUUID(), verb, id }))))
    expect(await user.changes(epoch, 60)).toMatchObject({ seq: 560, reset: false })
    expect(await user.changes(epoch, 59)).toMatchObject({ seq: 560, reset: true, changes: [] })
    expect(await user.changes(epoch, 561)).toMatchObject({ reset: true, changes: [] })
    const late = new Replica()
    await catchUp(late, user)
    await catchUp(replica, user)
    expect(replica.items()).toEqual(late.items())
  })

  it('P4: hears another epoch after its feed was made anew', async () => {
    await putUser(url(), 'reborn')
    await sendTo(url(), 'reborn', 'Old')
    const user = asUser(url(), 'reborn')
    await expect.poll(async () => (await user.list()).seq).toBe(1)
    const before = await listen(url(), 'reborn')
    const problems: string[] = []
    before.socket.on('problem', ({ code }) => problems.push(code))
    const isClosed = new Promise((resolve) => before.socket.once('disconnect', resolve))
    const epoch = before.beacons[0]?.epoch ?? ''
    await deleteUser(url(), 'reborn')
    await isClosed
    expect(problems).toEqual(['user_deleted'])

    await putUser(url(), 'reborn')
    const after = await listen(url(), 'reborn')
    expect(after.beacons[0]).toMatchObject({ seq: 0, counts: { total: 0 } })
    expect(after.beacons[0]?.epoch).not.toBe(epoch)
    expect(await user.changes(epoch, 1)).toMatchObject({ reset: true, seq: 0 })
    after.close()
  })

  it('P7: is not told of another user’s feed', async () => {
    await Promise.all(['mine', 'theirs'].map((name) => putUser(url(), name)))
    const [mine, theirs] = [await listen(url(), 'mine'), await listen(url(), 'theirs')]
    await sendTo(url(), 'theirs', 'Secret')
    await sendTo(url(), 'mine', 'Own')
    await expect.poll(() => seqOf(mine)).toBe(1)
    await expect.poll(() => seqOf(theirs)).toBe(1)
    expect(mine.events.flatMap(({ changes }) => changes.map(({ item }) => item?.title))).toEqual(['Own'])
    mine.close()
    theirs.close()
  })
})

it('P1 P4: our client reconnects to a server that was killed, and has by seq what it missed', () =>
  inTemporaryFolder(async (dataDir) => {
    const first = await startServer({ dataDir })
    await putUser(first.url, 'ann')
    const listener = await listen(first.url, 'ann')
    await sendTo(first.url, 'ann', 'Before')
    await expect.poll(() => seqOf(listener)).toBe(1)
    const replica = await freshReplica(asUser(first.url, 'ann'))

    await first.kill()
    const second = await startServer({ dataDir, port: Number(new URL(first.url).port) })
    await sendTo(second.url, 'ann', 'After')
    await expect.poll(() => listener.socket.connected).toBe(true)
    await expect.poll(() => Math.max(seqOf(listener), listener.beacons.at(-1)?.seq ?? 0)).toBe(2)
    await catchUp(replica, asUser(second.url, 'ann'))
    expect(replica.items().map(({ title }) => title)).toEqual(['After', 'Before'])
    listener.close()
    await second.kill()
  }))
