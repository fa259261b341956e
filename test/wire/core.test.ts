import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { createInbox, type Inbox } from '@inboxkit/core'
import { expect, it } from 'vitest'
import { asUser, listAll, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, type Random, runSeed } from '../kit/random.js'
import { apiKey, startServer } from '../kit/server-process.js'

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
const watch = (baseUrl: string): Inbox => {
  const inbox = createInbox({ baseUrl, apiKey, userId: 'ann' })
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
