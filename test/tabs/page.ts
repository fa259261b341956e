import { createInbox, type Inbox, type UndoneAct } from '@inboxkit/core'

/** What a test asks of a page that has an inbox on core alone, and nothing else. */
export interface TestPage {
  /** Titles of the whole list from top to bottom. */
  titles(): Promise<string[]>
  inbox: Inbox
  undone: UndoneAct[]
  /** Whether each showing of the page came out of the back/forward cache. */
  shows: boolean[]
  /** Kinds of connection, one after the other. */
  connections: string[]
  /** Ends this user's inbox, and opens another's on the same page. */
  changeUser(userId: string): Promise<void>
}

const query = new URLSearchParams(location.search)
const [list, badge, state] = ['list', 'badge', 'state'].map((id) => document.getElementById(id))

const test: Omit<TestPage, 'inbox'> & { inbox?: Inbox } = {
  undone: [],
  shows: [],
  connections: [],
  async titles() {
    const feed = test.inbox?.feed()
    while (feed?.get().hasMore) await feed.loadMore()
    return (feed?.get().ids ?? []).map((id) => test.inbox?.item(id).get()?.title ?? 'nothing')
  },
  async changeUser(userId) {
    const out = test.inbox?.signOut()
    delete test.inbox
    open(userId)
    await out
  },
}

const open = (userId: string): void => {
  const inbox = createInbox({
    baseUrl: location.origin,
    apiKey: query.get('key') ?? '',
    userId,
    persist: query.get('persist') !== 'no',
  })
  const feed = inbox.feed()
  const render = (): void => {
    if (test.inbox !== inbox) return
    list?.replaceChildren(
      ...feed.get().ids.map((id) => {
        const row = document.createElement('li')
        const item = inbox.item(id).get()
        row.textContent = item?.title ?? ''
        row.className = item?.readAt ? 'read' : 'unread'
        return row
      }),
    )
    if (badge) badge.textContent = String(inbox.counts.get()?.unread ?? '')
  }
  const renderConnection = (): void => {
    if (test.inbox !== inbox) return
    const { kind } = inbox.connection.get()
    test.connections.push(kind)
    if (state) state.textContent = kind
  }
  test.inbox = inbox
  list?.replaceChildren()
  feed.subscribe(render)
  inbox.counts.subscribe(render)
  inbox.connection.subscribe(renderConnection)
  inbox.onUndone((act) => test.undone.push(act))
}

addEventListener('pageshow', ({ persisted }) => test.shows.push(persisted))
open(query.get('user') ?? '')
Object.assign(globalThis, { test })
