import type { Filter, Inbox, Readable } from '@inboxkit/core'
import { useState, useSyncExternalStore } from 'react'

const useReadable = <T,>({ subscribe, get }: Readable<T>): T => useSyncExternalStore(subscribe, get)

interface RowProps {
  inbox: Inbox
  id: number
  act: (done: Promise<void>) => void
}

const Row = ({ inbox, id, act }: RowProps) => {
  const item = useReadable(inbox.item(id))
  if (!item) return null
  return (
    <li aria-label={item.title}>
      {item.title} {item.readAt ? '' : <button onClick={() => act(inbox.markRead(id))}>Read</button>}
      <button onClick={() => act(inbox.archive(id))}>Archive</button>
    </li>
  )
}

/** A bell and a list, of everything or of what is unread. */
export const Orders = ({ inbox }: { inbox: Inbox }) => {
  const [filter, setFilter] = useState<Filter>({})
  const [problem, setProblem] = useState('')
  const counts = useReadable(inbox.counts)
  const connection = useReadable(inbox.connection)
  const feed = useReadable(inbox.feed(filter))
  const act = (done: Promise<void>) => void done.catch((reason: Error) => setProblem(reason.message))
  return (
    <main>
      <h1>Orders ({counts?.unread ?? '…'})</h1>
      {connection.kind === 'waiting' && <output>Offline</output>}
      {problem && <p role="alert">{problem}</p>}
      <button onClick={() => setFilter({ state: 'unread' })}>Unread only</button>
      {feed.status.kind === 'ready' && feed.ids.length === 0 && <p>All quiet</p>}
      <ul>
        {feed.ids.map((id) => (
          <Row key={id} inbox={inbox} id={id} act={act} />
        ))}
      </ul>
    </main>
  )
}
