import type { Inbox } from '@inboxkit/core'
import type { Notification } from '@inboxkit/protocol'
import type { ReactElement, ReactNode } from 'react'
import { Item } from '../item/Item.js'
import { Panel } from '../panel/Panel.js'
import { InboxContext } from '../provider/context.js'
import { Root, type RootProps } from '../root/Root.js'
import { aNotification } from './builders.js'
import { fakeInbox } from './fake-inbox.js'

/** Puts something under a provider with this inbox. */
export const withInbox = (children: ReactNode, inbox: Inbox = fakeInbox()): ReactElement => (
  <InboxContext.Provider value={inbox}>{children}</InboxContext.Provider>
)

/** And into a root. */
export const withRoot = (children: ReactNode, inbox?: Inbox, props: RootProps = {}): ReactElement =>
  withInbox(<Root {...props}>{children}</Root>, inbox)

/** And into a panel that is always there. */
export const withPanel = (children: ReactNode, inbox?: Inbox, props?: RootProps): ReactElement =>
  withRoot(<Panel>{children}</Panel>, inbox, props)

/** And into an item. */
export const withItem = (
  children: ReactNode,
  notification: Notification = aNotification(),
  inbox: Inbox = fakeInbox([notification]),
  props?: RootProps,
): ReactElement => withPanel(<Item notification={notification}>{children}</Item>, inbox, props)
