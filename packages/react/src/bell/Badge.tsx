'use client'

import { forwardRef } from 'react'
import { useCount } from '../hooks/use-counts.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { figure } from '../text/say.js'

export type BadgeProps = PartProps<'span'>

/** Counts above this read `99+`, on the badge and in the bell's name. */
export const mostNew = 99

/** The count on the bell, `99+` above 99; nothing at zero. Hidden from screen readers: the bell says it in words. */
export const Badge: Part<HTMLSpanElement, BadgeProps> = forwardRef(function Badge({ render, ...props }, ref) {
  const { badge, locale } = useRoot('Inbox.Badge')
  const count = useCount(badge) ?? 0
  const part = usePart('span', {
    render,
    ref,
    state: { count },
    own: { className: 'inbox-badge', 'aria-hidden': true, children: figure(count, locale, mostNew) },
    props,
  })
  return count > 0 ? part : null
})
