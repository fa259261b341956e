'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { usePanel, usePanelFeed } from './context.js'

export type PillProps = PartProps<'button'>

/** "3 new": what arrived while its user was busy in the list waits behind it. Not there when nothing waits. */
export const Pill: Part<HTMLButtonElement, PillProps> = forwardRef(function Pill({ render, ...props }, ref) {
  const { waiting, feed } = usePanelFeed('Inbox.Pill')
  const { list } = usePanel('Inbox.Pill')
  const text = useText('Inbox.Pill')
  const part = usePart('button', {
    render,
    ref,
    own: {
      type: 'button',
      className: 'inbox-button inbox-pill',
      'data-primary': '',
      onClick: () => {
        feed.showWaiting()
        list.current?.toTop()
        // The current row may be far down, and would scroll back to itself.
        list.current?.focus(feed.get().ids[0])
      },
      children: waiting > 0 && text('waiting', { count: waiting }),
    },
    props,
  })
  return waiting > 0 ? part : null
})
