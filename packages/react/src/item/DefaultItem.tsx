'use client'

import { forwardRef } from 'react'
import { LazyBlocks } from '../blocks/LazyBlocks.js'
import { laterChunk } from '../inbox/later-chunk.js'
import { useLoaded } from '../inbox/use-chunk.js'
import type { Part } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { Avatar } from './Avatar.js'
import { Item, type ItemProps } from './Item.js'
import { Message } from './Message.js'
import { Open } from './Open.js'
import { Reason } from './Reason.js'
import { Time } from './Time.js'

export type DefaultItemProps = Omit<ItemProps, 'children'>

/** A notification as its workflow's renderer draws it; without one an item with all that belongs to it. */
export const DefaultItem: Part<HTMLElement, DefaultItemProps> = forwardRef(function DefaultItem(props, ref) {
  const { renderers } = useRoot('Inbox.DefaultItem')
  const later = useLoaded(laterChunk)
  const workflow = props.notification.reason?.workflow
  const renderer = workflow && renderers.find((one) => one.workflow === workflow)
  if (renderer) return <renderer.Component notification={props.notification} />
  return (
    <Item onPointerEnter={laterChunk.prefetch} onFocus={laterChunk.prefetch} {...props} ref={ref}>
      {later && <later.Select />}
      <Avatar />
      <Open />
      <Time />
      {later && <later.RowActions />}
      <Message />
      <LazyBlocks />
      <Reason>{later && <later.Mute />}</Reason>
    </Item>
  )
})
