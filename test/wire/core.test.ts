import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { createInbox, type Inbox, type InboxOptions } from '@inboxkit/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { asUser, deleteUser, listAll, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, type Random, runSeed } from '../kit/random.js'
import { apiKey, startServer } from '../kit/server-process.js'
import { useServer } from './server.js'

const kills = 3

interface Row {
  id: number
  title: string
  read: boolean
}

/** Everything of a feed that core shows, with as many pages as there are. */
const shown = async (inbox: Inbox): Promise<Row[]> => {
  const feed = inbox.feed()
  while (feed.get().hasMore) await feed.loadMore()
  return feed.get().ids.flatMap((id) => {
    const item = inbox.item(id).get()
    return item ? [{ id, title: item.title, read: item.readAt !== null }] : []
  })
}

const listed = async (url: string, user: string): Promise<Row[]> => {
  const { data } = await listAll(asUser(url, user))
  return data.map(({ id, title, readAt }) => ({ id, title, read: readAt !== null }))
}

/** A client that somebody looks at. */
const watch = (baseUrl: string, options: Partial<InboxOptions> = {}): Inbox => {
  const inbox = createInbox({ baseUrl, apiKey, userId: 'ann', WebSocket, ...options })
  inbox.feed().subscribe(() => undefined)
  inbox.counts.subscribe(() => undefined)
  return inbox
}

/** Acts on what it sees until it is over. Resolves when every act was answered. */
const actOn = async (inbox: Inbox, isOver: () => boolean, random: Random): Promise<number> => {
  const acts: Promise<void>[] = []
  while (!isOver()) {
    await delay(random.integer(20, 120))
    const { ids } = inbox.feed().get()
    if (ids.length === 0) continue
    const id = random.pick(ids)
    const act = random.integer(0, 9)
    if (act < 5) acts.push(inbox.markRead(id))
    else if (act < 7) acts.push(inbox.markUnread(id))
    else if (act < 9) acts.push(inbox.remove(id))
    else acts.push(inbox.markAllRead())
  }
  await Promise.all(acts)
  return acts.length
}

it('P4 P5: core ends where the server is, through kills and restarts, with every act taken over once', () =>
  inTemporaryFolder(async (dataDir) => {
    const random = createRandom(runSeed())
    let server = await startServer({ dataDir })
    const { url } = server
    await putUser(url, 'ann')
    const [actor, onlooker] = [watch(url), watch(url)]
    await expect.poll(() => actor.connection.get().kind).toBe('live')

    let isOver = false
    const acting = actOn(actor, () => isOver, random.fork(1))
    let sent = 0
    for (let round = 0; round <= kills; round++) {
      for (let n = 0; n < 15; n++) {
        await send(url, { notification: { title: `${round}.${n}` }, sendTo: { recipients: ['ann'] } })
        sent++
        await delay(random.integer(10, 80))
      }
      if (round === kills) break
      await server.kill()
      server = await startServer({ dataDir, port: Number(new URL(url).port) })
    }
    isOver = true
    const acts = await acting

    const newcomer = watch(url)
    for (const inbox of [actor, onlooker, newcomer]) {
      await expect.poll(() => inbox.connection.get().kind).toBe('live')
      await expect
        .poll(async () => ({ shown: await shown(inbox), listed: await listed(url, 'ann') }))
        .toSatisfy((both) => isDeepStrictEqual(both.shown, both.listed))
      expect(inbox.counts.get()).toEqual((await asUser(url, 'ann').list({ limit: 1 })).counts)
    }
    console.log(`core, seed ${random.seed}: ${kills} kills, ${sent} sends, ${acts} acts`)
    for (const inbox of [actor, onlooker, newcomer]) inbox.close()
    await server.kill()
  }))

/** What a network does that lets no websockets through. */
class Blocked extends WebSocket {
  constructor() {
    super('ws://127.0.0.1:1')
  }
}

describe('core on one server', () => {
  const { url } = useServer()
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('is told by its socket why it is closed, and what it is refused for', async () => {
    await putUser(url(), 'brief')
    const inbox = watch(url(), { userId: 'brief' })
    const stranger = watch(url(), { apiKey: 'wrong' })
    await expect.poll(() => inbox.connection.get().kind).toBe('live')
    await expect
      .poll(() => stranger.connection.get())
      .toMatchObject({ kind: 'refused', reason: { code: 'invalid_credentials' } })
    await deleteUser(url(), 'brief')
    await expect
      .poll(() => inbox.connection.get())
      .toMatchObject({ kind: 'refused', reason: { code: 'user_deleted' } })
    for (const one of [inbox, stranger]) one.close()
  })

  for (const [how, Socket, code] of [
    ['there is no WebSocket', undefined, 'no_websocket'],
    ['websockets are blocked', Blocked, 'offline'],
  ] as const)
    it(`P4: lives from requests where ${how}`, async () => {
      vi.stubGlobal('WebSocket', undefined)
      await putUser(url(), code)
      const inbox = watch(url(), { userId: code, WebSocket: Socket })
      await expect.poll(() => inbox.connection.get()).toMatchObject({ kind: 'polling', reason: { code } })
      await send(url(), { notification: { title: 'By request' }, sendTo: { recipients: [code] } })
      await expect.poll(async () => (await shown(inbox)).map(({ title }) => title)).toEqual(['By request'])
      await inbox.markAllRead()
      expect((await asUser(url(), code).list()).counts.unread).toBe(0)
      expect(inbox.connection.get().kind).toBe('polling')
      inbox.close()
    })
})
