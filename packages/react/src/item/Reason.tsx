'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { Isolated } from '../text/Isolated.js'
import { useText } from '../text/use-text.js'
import { Category } from './Category.js'
import { useItemContext } from './context.js'
import { Mute } from './Mute.js'

export type ReasonProps = PartProps<'div'>

/**
 * What the notification is about, why its user got it, and how to get no more of its kind. Not there where there is
 * nothing to say: sent by name, without a category. The stylesheet leaves it out in compact lists.
 */
export const Reason: Part<HTMLDivElement, ReasonProps> = forwardRef(function Reason(
  { render, ...props },
  ref,
) {
  const { category, reason } = useItemContext('Inbox.Reason').notification
  const text = useText('Inbox.Reason')
  const words = reason?.topic ? text('because', { name: reason.topic }) : reason?.everyone && text('everyone')
  const part = usePart('div', {
    render,
    ref,
    own: {
      className: 'inbox-reason',
      children: (
        <>
          <Category />
          {words && (
            <span>
              <Isolated text={words} />
            </span>
          )}
          <Mute />
        </>
      ),
    },
    props,
  })
  return category || words ? part : null
})
