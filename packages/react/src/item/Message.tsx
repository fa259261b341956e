'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { inOrder } from '../text/Isolated.js'
import { useItemContext } from './context.js'

export type MessageProps = PartProps<'p'>

/** What it says below the title. Plain text, whatever is in it. Not there where there is none. */
export const Message: Part<HTMLParagraphElement, MessageProps> = forwardRef(function Message(
  { render, ...props },
  ref,
) {
  const { notification } = useItemContext('Inbox.Message')
  const part = usePart('p', {
    render,
    ref,
    own: { className: 'inbox-message', children: inOrder(notification.message ?? '') },
    props,
  })
  return notification.message ? part : null
})
