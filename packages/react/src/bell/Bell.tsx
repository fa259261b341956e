'use client'

import { forwardRef } from 'react'
import { useCount } from '../hooks/use-counts.js'
import { BellIcon } from '../icons/BellIcon.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useOpen, useRoot } from '../root/context.js'
import { bellEnglish } from '../text/bell-english.js'
import { useTextOf } from '../text/use-text-of.js'
import { mostNew } from './Badge.js'

export type BellProps = PartProps<'button'>

const texts = { bell: bellEnglish }

/** The button that opens the inbox. Children come after its icon: usually `<Inbox.Badge/>`. */
export const Bell: Part<HTMLButtonElement, BellProps> = forwardRef(function Bell(
  { render, children, ...props },
  ref,
) {
  const { badge, bell, panelId } = useRoot('Inbox.Bell')
  const { open, setOpen } = useOpen()
  const text = useTextOf('Inbox.Bell', texts)
  const count = useCount(badge) ?? 0
  return usePart('button', {
    render,
    ref: useRefs(ref, bell),
    state: { open },
    own: {
      type: 'button',
      className: 'inbox-bell',
      'aria-label': text(count > 0 ? 'bellWithCount' : 'bell', { count, most: mostNew }),
      'aria-haspopup': 'dialog',
      'aria-expanded': open,
      'aria-controls': open ? panelId : undefined,
      onClick: () => setOpen(!open),
      children: (
        <>
          <BellIcon />
          {children}
        </>
      ),
    },
    props,
  })
})
