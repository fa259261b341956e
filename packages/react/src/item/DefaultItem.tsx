'use client'

import { forwardRef } from 'react'
import { laterChunk } from '../inbox/later-chunk.js'
import type { Part } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { Select } from '../select/Select.js'
import { Actions } from './Actions.js'
import { Archive } from './Archive.js'
import { Avatar } from './Avatar.js'
import { Blocks } from './Blocks.js'
import { Item, type ItemProps } from './Item.js'
import { Message } from './Message.js'
import { More } from './More.js'
import { Open } from './Open.js'
import { Reason } from './Reason.js'
import { Snooze } from './Snooze.js'
import { Time } from './Time.js'

export type DefaultItemProps = Omit<ItemProps, 'children'>

/** A notification as its workflow's renderer draws it; without one an item with all that belongs to it. */
export const DefaultItem: Part<HTMLElement, DefaultItemProps> = forwardRef(function DefaultItem(props, ref) {
  const { renderers } = useRoot('Inbox.DefaultItem')
  const workflow = props.notification.reason?.workflow
  const renderer = workflow && renderers.find((one) => one.workflow === workflow)
  if (renderer) return <renderer.Component notification={props.notification} />
  return (
    <Item {...props} ref={ref}>
      <Select onPointerEnter={laterChunk.prefetch} onFocus={laterChunk.prefetch} />
      <Avatar />
      <Open />
      <Time />
      <Actions>
        <Archive />
        <Snooze />
        <More />
      </Actions>
      <Message />
      <Blocks />
      <Reason />
    </Item>
  )
})
