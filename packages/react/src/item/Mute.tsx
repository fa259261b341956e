'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { Isolated } from '../text/Isolated.js'
import { useLaterText } from '../text/use-later-text.js'
import { usePerform } from '../toast/use-perform.js'
import { useItemContext } from './context.js'

export type MuteProps = PartProps<'button'>

/** Turns the item's category off, everywhere; a toast offers to take it back. Not there without a category. */
export const Mute: Part<HTMLButtonElement, MuteProps> = forwardRef(function Mute({ render, ...props }, ref) {
  const { notification, tabIndex } = useItemContext('Inbox.Mute')
  const { inbox } = useRoot('Inbox.Mute')
  const perform = usePerform('Inbox.Mute')
  const text = useLaterText('Inbox.Mute')
  const { category } = notification
  const part = usePart('button', {
    render,
    ref,
    own: {
      type: 'button',
      className: 'inbox-quiet',
      tabIndex,
      onClick: () => category && perform(inbox.account.mute(category), 'saidMuted'),
      children: <Isolated text={text('mute', { name: category?.name ?? '' })} />,
    },
    props,
  })
  return category ? part : null
})
