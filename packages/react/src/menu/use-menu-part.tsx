'use client'

import { type ReactElement, type ReactNode, type Ref, useCallback, useId, useRef, useState } from 'react'
import { useChunk } from '../inbox/use-chunk.js'
import { useActPart } from '../item/use-act-part.js'
import type { Act } from '../item/use-acts.js'
import { useRefs } from '../part/refs.js'
import type { PartProps } from '../part/use-part.js'
import { menuChunk } from './menu-chunk.js'

/** An act, or, without `run`, what opens the menu. */
type Opening = Omit<Act, 'run'> & { run?: Act['run'] }

interface Drawing {
  /** Where the menu begins. */
  page: 'acts' | 'snooze'
  props: PartProps<'button'>
  ref: Ref<HTMLButtonElement>
}

/** A button that opens an item's menu, whose code is loaded when the button is pointed at, or has the focus. */
export function useMenuPart(
  part: string,
  given: Opening | undefined,
  { page, props, ref }: Drawing,
): ReactNode {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const close = useCallback(() => setOpen(false), [])
  const opens = given && !given.run
  const menu = useChunk(part, menuChunk, isOpen)
  const drawn: ReactElement | null = useActPart(
    part,
    given && { run: () => setOpen(!isOpen), ...given, state: { ...given.state, open: isOpen } },
    {
      props,
      ref: useRefs(ref, button),
      own: {
        className: `inbox-icon-button inbox-${page === 'acts' ? 'more' : 'snooze'}`,
        ...(opens && {
          'aria-haspopup': 'menu',
          'aria-expanded': isOpen,
          'aria-controls': isOpen ? id : undefined,
          onPointerEnter: menuChunk.prefetch,
          onFocus: menuChunk.prefetch,
        }),
      },
    },
  )
  return (
    <>
      {drawn}
      {opens && isOpen && menu && <menu.ItemMenu id={id} opener={button} start={page} onClose={close} />}
    </>
  )
}
