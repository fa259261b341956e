import { memo, useEffect, useLayoutEffect, useState } from 'react'
import '@inboxkit/react/styles.css'

const api = new URLSearchParams(location.search).get('api')
const request = async (path, init) => (await fetch(api + path, init)).json()

/** The least that shows a list: state in React, a first page with the connect, the next one near the end. */
export function useItems() {
  const [state, setState] = useState({ items: [], cursor: null })
  useEffect(() => {
    const body = JSON.stringify({ apiKey: 'key', userId: 'ann', feed: { limit: 25 } })
    void request('/v3/sdk/connect', { method: 'POST', body }).then(({ feed }) =>
      setState({ items: feed.data, cursor: feed.nextCursor }),
    )
  }, [])
  const load = async () => {
    const { data, nextCursor } = await request(`/v3/notifications?limit=50&cursor=${state.cursor}`)
    setState(({ items }) => ({ items: [...items, ...data], cursor: nextCursor }))
  }
  const mark = (isMeant) =>
    setState(({ items, cursor }) => ({
      cursor,
      items: items.map((item) => (isMeant(item) ? { ...item, readAt: new Date().toISOString() } : item)),
    }))
  useLayoutEffect(() => {
    window.bench = {
      count: () => state.items.length,
      async load(count) {
        const items = [...state.items]
        let { cursor } = state
        while (items.length < count && cursor) {
          const { data, nextCursor } = await request(`/v3/notifications?limit=50&cursor=${cursor}`)
          items.push(...data)
          cursor = nextCursor
        }
        setState({ items, cursor })
      },
      markOne: () => {
        const id = state.items.find(({ readAt }) => !readAt)?.id
        mark((item) => item.id === id)
      },
      markAll: () => mark(({ readAt }) => !readAt),
    }
  })
  useEffect(() => {
    if (!state.cursor) return
    let isLoading = false
    const check = () => {
      const { scrollHeight } = document.documentElement
      if (isLoading || scrollHeight - window.scrollY > 2 * window.innerHeight + 600) return
      isLoading = true
      void load()
    }
    check()
    window.addEventListener('scroll', check, { passive: true })
    return () => window.removeEventListener('scroll', check)
  })
  return state.items
}

/** One row in the inbox's own markup. */
export const Row = memo(function Row({ item }) {
  return (
    <div className="inbox-row">
      <article
        className="inbox-item"
        data-unread={item.readAt ? undefined : ''}
        data-unseen={item.seenAt ? undefined : ''}
        tabIndex={-1}
      >
        {!item.readAt && <span className="inbox-dot" aria-hidden="true" />}
        <span className="inbox-avatar" data-tint="1" aria-hidden="true">
          OR
        </span>
        <a className="inbox-open" data-unread={item.readAt ? undefined : ''} href={item.url} tabIndex={-1}>
          {!item.readAt && <span className="inbox-hidden">Unread </span>}
          <bdi>{item.title}</bdi>
        </a>
        <time className="inbox-time" dateTime={item.createdAt} title={item.createdAt}>
          3d
        </time>
        <div className="inbox-actions">
          {['Archive', 'Snooze', 'More'].map((name) => (
            <button key={name} type="button" className="inbox-icon-button" aria-label={name} tabIndex={-1}>
              <svg className="inbox-icon" viewBox="0 0 16 16" aria-hidden="true">
                <path d="m3 8.5 3.25 3.25L13 5" />
              </svg>
            </button>
          ))}
        </div>
        <p className="inbox-message">
          <bdi>{item.message}</bdi>
        </p>
      </article>
    </div>
  )
})

export const Frame = ({ children }) => (
  <div className="inbox-root" data-layout="page">
    <section className="inbox-panel" data-look="page">
      <div className="inbox-body">{children}</div>
    </section>
  </div>
)
