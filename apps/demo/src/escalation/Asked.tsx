import { InboxProvider, useItem } from '@inboxkit/react'
import { Avatar, Blocks, Item, Message, Open, Root, Time, Toasts } from '@inboxkit/react/parts'
import { useConfig } from '../api/config'
import type { User } from '../api/types'

/** The very item that a user was sent, as their inbox shows it: it can be answered here as well. */
export function Asked({ user, id }: { user: User; id: number }) {
  const { apiKey } = useConfig()
  return (
    <InboxProvider baseUrl={location.origin} apiKey={apiKey} userId={user.identifier}>
      <Root layout="page">
        <Whole id={id} user={user} />
        <Toasts />
      </Root>
    </InboxProvider>
  )
}

function Whole({ id, user }: { id: number; user: User }) {
  const notification = useItem(id)
  if (!notification) return null
  return (
    <section className="asked" aria-label={`In the inbox of ${user.name}`}>
      <h3 className="escalation-head">In the inbox of {user.name}</h3>
      <div className="asked-item">
        <Item notification={notification}>
          <Avatar />
          <Open />
          <Time />
          <Message />
          <Blocks />
        </Item>
      </div>
    </section>
  )
}
