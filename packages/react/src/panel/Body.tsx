'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePanel } from './context.js'

export type BodyProps = PartProps<'div'>

/** What the tabs switch: the list, and what stands in its place. Scrolls in a popover or sheet. */
export const Body: Part<HTMLDivElement, BodyProps> = forwardRef(function Body({ render, ...props }, ref) {
  const { tab, bodyId } = usePanel('Inbox.Body')
  return usePart('div', {
    render,
    ref,
    own: {
      id: bodyId,
      role: 'tabpanel',
      'aria-labelledby': `${bodyId}${tab}`,
      className: 'inbox-body',
    },
    props,
  })
})
