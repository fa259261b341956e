'use client'

import type { Notification } from '@inboxkit/protocol'
import * as Inbox from '@inboxkit/react/parts'
import type { ReactElement } from 'react'

/** A function cannot come from the server, so what takes one is a client component. */
export const Rows = (): ReactElement => <Inbox.List>{drawRow}</Inbox.List>

const drawRow = (notification: Notification): ReactElement => (
  <Inbox.Item notification={notification}>
    <Inbox.Open />
    <Inbox.Time />
    <Inbox.Message />
  </Inbox.Item>
)
