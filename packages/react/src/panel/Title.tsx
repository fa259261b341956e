'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { usePanel } from './context.js'

export type TitleProps = PartProps<'h2'>

/** Names the panel, for the eye and for screen readers. */
export const Title: Part<HTMLHeadingElement, TitleProps> = forwardRef(function Title(
  { render, ...props },
  ref,
) {
  const { titleId } = usePanel('Inbox.Title')
  const text = useText('Inbox.Title')
  return usePart('h2', {
    render,
    ref,
    own: { id: titleId, className: 'inbox-title', children: text('title') },
    props,
  })
})
