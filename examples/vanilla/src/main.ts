import { createInbox, type NotificationId } from '@inboxkit/core'

const { VITE_INBOXKIT_URL: baseUrl, VITE_INBOXKIT_API_KEY: apiKey } = import.meta.env
const inbox = createInbox({ baseUrl, apiKey, userId: 'ann' })
const feed = inbox.feed()

const [heading, list, more] = ['h1', 'ul', 'button'].map((name) => document.createElement(name)) as [
  HTMLHeadingElement,
  HTMLUListElement,
  HTMLButtonElement,
]
more.textContent = 'More'
more.addEventListener('click', () => void feed.loadMore())
document.querySelector('#app')?.append(heading, list, more)

/** A row follows its own notification: what happens to one draws one. */
const makeRow = (id: NotificationId): { row: HTMLLIElement; end: () => void } => {
  const row = document.createElement('li')
  const button = row.appendChild(document.createElement('button'))
  button.addEventListener('click', () => void inbox.markRead(id).catch((problem) => alert(problem.message)))
  const item = inbox.item(id)
  const draw = (): void => {
    const { title = '', readAt } = item.get() ?? {}
    button.textContent = title
    button.disabled = Boolean(readAt)
  }
  draw()
  return { row, end: item.subscribe(draw) }
}

const rows = new Map<NotificationId, ReturnType<typeof makeRow>>()
const drawList = (): void => {
  const { ids, hasMore } = feed.get()
  for (const id of ids) if (!rows.has(id)) rows.set(id, makeRow(id))
  for (const [id, { end }] of rows) if (!ids.includes(id) && rows.delete(id)) end()
  list.replaceChildren(...ids.flatMap((id) => rows.get(id)?.row ?? []))
  more.hidden = !hasMore
}
const drawCount = (): void => {
  heading.textContent = `Inbox (${inbox.counts.get()?.unread ?? 0})`
}
feed.subscribe(drawList)
inbox.counts.subscribe(drawCount)
