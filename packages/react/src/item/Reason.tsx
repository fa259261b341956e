'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { Isolated } from '../text/Isolated.js'
import { useText } from '../text/use-text.js'
import { Category } from './Category.js'
import { useItemContext } from './context.js'

export type ReasonProps = PartProps<'div'>

/**
 * What the notification is about and why its user got it, and, with a `Mute` in it, how to get no more of its kind.
 * Not there where there is nothing to say: sent by name, without a category. Compact lists leave it out.
 */
export const Reason: Part<HTMLDivElement, ReasonProps> = forwardRef(function Reason(
  { render, children, ...props },
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
          {children}
        </>
      ),
    },
    props,
  })
  return category || words ? part : null
})
