'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'
import { useMute } from './use-mute.js'

export type MuteProps = PartProps<'button'>

/**
 * Turns the item's category off, everywhere, and on again once it was; a toast offers to take it back. Not there
 * without a category.
 */
export const Mute: Part<HTMLButtonElement, MuteProps> = forwardRef(function Mute({ render, ...props }, ref) {
  const { tabIndex } = useItemContext('Inbox.Mute')
  const mute = useMute('Inbox.Mute')
  const part = usePart('button', {
    render,
    ref,
    state: { muted: mute?.isMuted ?? false },
    own: {
      type: 'button',
      className: 'inbox-quiet',
      tabIndex,
      onClick: mute?.run,
      children: mute?.name,
    },
    props,
  })
  return mute ? part : null
})
