import { Inbox, InboxProvider } from '@inboxkit/react'
import { useState } from 'react'
import { useConfig } from '../api/config'
import type { User } from '../api/types'
import { navigate, replaceRoute, useRoute } from '../route/route'
import { Relay } from './Relay'
import './Together.css'

/** Two users' inboxes, and a line to write from one to the other. */
export function Together() {
  const { left, right, put } = usePair()
  const [isBack, setBack] = useState(false)
  if (!left || !right) return null
  return (
    <main className="together" id="together" tabIndex={-1}>
      <h1 className="hidden">Two inboxes side by side</h1>
      <Relay left={left} right={right} onPut={put} isBack={isBack} onTurn={() => setBack(!isBack)} />
      <div className="together-inboxes">
        {[left, right].map((user) => (
          <InboxOf key={user.identifier} user={user} />
        ))}
      </div>
    </main>
  )
}

function InboxOf({ user }: { user: User }) {
  const { apiKey } = useConfig()
  const [labels] = useState({ title: user.name })
  return (
    <div className="together-inbox">
      <InboxProvider baseUrl={location.origin} apiKey={apiKey} userId={user.identifier}>
        <Inbox layout="page" navigate={navigate} labels={labels} />
      </InboxProvider>
    </div>
  )
}

export type Side = 'left' | 'right'

/** Whom the address names; else the current user and the first of the others. Both are never the same. */
const usePair = () => {
  const { users, me } = useConfig()
  const route = useRoute()
  const find = (identifier: string | null) => users.find((user) => user.identifier === identifier)
  const left = find(route.left) ?? me
  const asked = find(route.right)
  const right = asked && asked !== left ? asked : users.find((user) => user !== left)
  const put = (side: Side, identifier: string) => {
    const other = side === 'left' ? right : left
    const before = side === 'left' ? left : right
    // Who is asked for where they are already changes places.
    const rest = other?.identifier === identifier ? before : other
    const [first, second] = side === 'left' ? [identifier, rest?.identifier] : [rest?.identifier, identifier]
    replaceRoute({ left: first ?? null, right: second ?? null })
  }
  return { left, right, put }
}
