import { useUser } from '../api/config'
import { type Entry, type Order, statusNames } from '../api/types'
import { Avatar } from '../parts/Avatar'
import { Icon } from '../parts/Icon'
import { StatusIcon } from '../parts/StatusIcon'
import { Ago } from '../parts/Time'
import './Thread.css'

export function Thread({ order }: { order: Order }) {
  if (order.thread.length === 0) return <p className="thread-empty">Nothing has happened yet.</p>
  return (
    <ol className="thread">
      {order.thread.map((entry) => (
        <li key={`${entry.kind}-${entry.by}-${entry.at}`}>
          <Line entry={entry} />
        </li>
      ))}
    </ol>
  )
}

function Line({ entry }: { entry: Entry }) {
  const by = useUser(entry.by)
  if (entry.kind === 'comment')
    return (
      <div className="thread-entry" data-kind="comment">
        <Avatar user={by} size={24} />
        <div className="thread-head">
          <span className="thread-who">{by.name}</span>
          <Ago at={entry.at} />
        </div>
        <p className="thread-text">
          <bdi>{entry.text}</bdi>
        </p>
      </div>
    )
  return (
    <div className="thread-entry">
      <span className="thread-glyph">
        {entry.kind === 'moved' ? <StatusIcon status={entry.to} /> : <Icon name="person" />}
      </span>
      <p className="thread-event">
        {by.name}{' '}
        {entry.kind === 'moved' ? `moved it to ${statusNames[entry.to]}` : <Assigned to={entry.to} />}{' '}
        <Ago at={entry.at} />
      </p>
    </div>
  )
}

function Assigned({ to }: { to: string | null }) {
  const { name } = useUser(to ?? '')
  return to === null ? 'took it off the assignee' : `assigned ${name}`
}
