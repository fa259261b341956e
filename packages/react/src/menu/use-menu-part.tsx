'use client'

import { type ReactElement, type ReactNode, type Ref, useCallback, useId, useRef, useState } from 'react'
import { useActPart } from '../item/use-act-part.js'
import type { Act } from '../item/use-acts.js'
import { useRefs } from '../part/refs.js'
import type { PartProps } from '../part/use-part.js'
import { ItemMenu } from './ItemMenu.js'

/** An act, or, without `run`, what opens the menu. */
type Opening = Omit<Act, 'run'> & { run?: Act['run'] }

interface Drawing {
  /** Where the menu begins. */
  page: 'acts' | 'snooze'
  props: PartProps<'button'>
  ref: Ref<HTMLButtonElement>
}

/** A button that opens an item's menu. */
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
        }),
      },
    },
  )
  return (
    <>
      {drawn}
      {opens && isOpen && <ItemMenu id={id} opener={button} start={page} onClose={close} />}
    </>
  )
}
