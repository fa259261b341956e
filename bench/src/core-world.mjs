import { createInbox } from '../../packages/core/dist/index.js'

/** @typedef {import('@inboxkit/protocol').Notification} Notification */
/** @typedef {import('@inboxkit/protocol').FeedPage} FeedPage */

const at = '2030-01-01T00:00:00.000Z'

/** @param {number} id @returns {Notification} */
export const itemOf = (id) => ({
  id,
  seq: id,
  sort: id,
  title: `Parcel ${id} is on its way`,
  message: 'It should be with you on Friday, between nine and eleven.',
  icon: null,
  url: `https://shop.example.com/parcels/${id}`,
  data: { parcel: id },
  category: { id: 1, identifier: 'orders', name: 'Orders' },
  blocks: [],
  createdAt: at,
  seenAt: null,
  readAt: null,
  clickedAt: null,
  state: null,
})

/** A network that never opens a socket. */
export class DeafSocket extends EventTarget {
  send() {}
  close() {}
}

/**
 * A server that answers from arithmetic: its time is no part of what is measured.
 * @param {number} size how many notifications there are, ids from 1
 */
export const makeWorld = (size) => {
  let seq = size
  let marks = {
    seenAll: 0,
    seenAllAt: /** @type {string | null} */ (null),
    readAll: 0,
    readAllAt: /** @type {string | null} */ (null),
    cleared: 0,
    operationId: /** @type {string | null} */ (null),
  }
  const counts = { unseen: size, unread: size, total: size }
  const head = () => ({ epoch: 'e', seq, counts: { ...counts }, marks })

  /** @param {number} limit @param {number} below */
  const page = (limit, below) => {
    const first = Math.min(below - 1, size)
    const data = Array.from({ length: Math.min(limit, first) }, (_, index) => itemOf(first - index))
    const last = first - data.length + 1
    return { ...head(), data, nextCursor: last > 1 ? String(last) : null, unreadCount: 0, pagination: {} }
  }

  /** @param {{ operationId: string, verb: string, id: number, throughSeq: number }} operation */
  const perform = ({ operationId, verb, id, throughSeq }) => {
    if (verb === 'seen') return []
    seq++
    if (verb === 'readAll') {
      marks = { ...marks, readAll: throughSeq, readAllAt: at, operationId }
      counts.unread = counts.unseen = 0
      return []
    }
    const readAt = verb === 'read' ? at : null
    counts.unread += verb === 'read' ? -1 : 1
    const item = { ...itemOf(id), seq, readAt, clickedAt: readAt, seenAt: at }
    return [{ id, seq, item, operationId, was: { ...was, read: verb !== 'read' } }]
  }
  const was = { seen: true, read: false, archived: false, snoozed: false, category: 'orders' }

  /** @param {string} url @param {{ body?: unknown }} [init] */
  const answer = (url, init) => {
    const { pathname, searchParams } = new URL(url)
    if (pathname === '/v3/sdk/connect')
      return { app: { id: '1', name: 'Shop', channels: [], categories: [] }, feed: page(25, Infinity) }
    if (pathname === '/v3/notifications')
      return page(Number(searchParams.get('limit')), Number(searchParams.get('cursor')) || Infinity)
    if (!init?.body) return { ...head(), from: seq, changes: [] }
    const { operations } = JSON.parse(String(init.body))
    const from = seq
    const changes = operations.flatMap(perform)
    const results = operations.map((/** @type {{ operationId: string }} */ { operationId }) => ({
      operationId,
      outcome: 'applied',
    }))
    return { ...head(), from, changes, results }
  }
  return { answer, page }
}

/**
 * An inbox of such a server.
 * @param {number} size
 * @param {Partial<import('../../packages/core/dist/index.js').InboxOptions>} [options]
 */
export const openWorld = (size, options = {}) => {
  const { answer, page } = makeWorld(size)
  const inbox = createInbox({
    baseUrl: 'https://inbox.example.com',
    apiKey: 'key',
    userId: 'ann',
    persist: false,
    fetch: async (url, init) => {
      const body = JSON.stringify(answer(String(url), init))
      return /** @type {Response} */ ({
        ok: true,
        status: 200,
        headers: new Headers(),
        json: async () => JSON.parse(body),
      })
    },
    WebSocket: /** @type {typeof WebSocket} */ (/** @type {unknown} */ (DeafSocket)),
    ...options,
  })
  return { inbox, page }
}

/**
 * An inbox that has loaded all of its feed, with a list, a bell and 30 rows that listen, as a view does.
 * @param {number} size
 */
export const openFeed = async (size) => {
  const { inbox } = openWorld(size)
  const feed = inbox.feed()
  let told = 0
  const look = () => {
    told += feed.get().ids.length > 0 ? 1 : 0
  }
  feed.subscribe(look)
  inbox.counts.subscribe(() => inbox.counts.get())
  while (feed.get().status.kind !== 'ready') await new Promise((resolve) => setTimeout(resolve, 1))
  while (feed.get().hasMore) await feed.loadMore()
  for (const id of feed.get().ids.slice(0, 30)) {
    const item = inbox.item(id)
    item.subscribe(() => item.get())
  }
  return { inbox, feed, told: () => told }
}
