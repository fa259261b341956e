import * as Inbox from '@inboxkit/react/parts'
import type { ReactElement } from 'react'
import { Rows } from './Rows'

/** A server component: everything that needs no function of yours is put together here. */
const Notifications = (): ReactElement => (
  <Inbox.Root layout="page">
    <Inbox.Panel>
      <Inbox.Header>
        <Inbox.Title />
        <Inbox.MarkAllRead />
      </Inbox.Header>
      <Inbox.Body>
        <Rows />
        <Inbox.LoadMore />
        <Inbox.Loading />
        <Inbox.Empty>No news of your orders.</Inbox.Empty>
        <Inbox.Failed />
      </Inbox.Body>
    </Inbox.Panel>
  </Inbox.Root>
)

export default Notifications
