'use client'

import type { Notification } from '@inboxkit/protocol'
import { forwardRef, useState } from 'react'
import { safeHref } from '../links/safe-href.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'
import { initialsOf, tintOf } from './initials.js'

export type AvatarProps = PartProps<'span'>

/** Who or what it is from, in a few letters of it: `data.actor` (a name, or `{ name }`), the category, the title. */
function sourceOf({ data, category, title }: Notification): string {
  const actor = data?.['actor']
  const name = typeof actor === 'object' && actor !== null ? (actor as { name?: unknown }).name : actor
  if (typeof name === 'string' && name.trim()) return name
  return category?.name ?? title
}

/** The notification's icon; without one, or where it cannot be loaded, initials on one of six tints. */
export const Avatar: Part<HTMLSpanElement, AvatarProps> = forwardRef(function Avatar(
  { render, ...props },
  ref,
) {
  const { notification } = useItemContext('Inbox.Avatar')
  const [broken, setBroken] = useState<string>()
  const icon = safeHref(notification.icon)
  const source = sourceOf(notification)
  const hasImage = icon !== undefined && icon !== broken
  return usePart('span', {
    render,
    ref,
    state: { tint: hasImage ? undefined : tintOf(source) },
    own: {
      className: 'inbox-avatar',
      'aria-hidden': true,
      children: hasImage ? (
        <img
          className="inbox-avatar-image"
          src={icon}
          alt=""
          loading="lazy"
          onError={() => setBroken(icon)}
        />
      ) : (
        initialsOf(source)
      ),
    },
    props,
  })
})
