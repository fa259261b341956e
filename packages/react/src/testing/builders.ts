import type { Notification } from '@inboxkit/protocol'

let nextId = 1000

/** A notification with sensible defaults: unread, unseen, a minute old. */
export function aNotification(given: Partial<Notification> = {}): Notification {
  const id = given.id ?? nextId++
  const readAt = given.readAt ?? null
  return {
    id,
    seq: id,
    sort: id,
    title: `Order ${id} shipped`,
    message: 'It arrives on Friday.',
    icon: null,
    url: null,
    data: null,
    category: null,
    blocks: [],
    createdAt: new Date(Date.now() - 60_000).toISOString(),
    seenAt: readAt,
    clickedAt: readAt,
    state: null,
    ...given,
    readAt,
  }
}

/** `count` notifications, newest first, `everyMs` apart. */
export const manyNotifications = (count: number, everyMs = 3_600_000): Notification[] =>
  Array.from({ length: count }, (_, at) =>
    aNotification({
      id: count - at,
      title: `Notification ${count - at}`,
      createdAt: new Date(Date.now() - at * everyMs).toISOString(),
    }),
  )
