'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'

interface ToggleProps extends PartProps<'button'> {
  checked: boolean
  /** It stays focusable, and does nothing. */
  isFixed?: boolean
  onTurn: () => void
}

/** A switch: on or off, without a word of its own. */
export const Toggle: Part<HTMLButtonElement, ToggleProps> = forwardRef(function Toggle(
  { render, checked, isFixed = false, onTurn, ...props },
  ref,
) {
  return usePart('button', {
    render,
    ref,
    state: { checked, disabled: isFixed },
    own: {
      type: 'button',
      role: 'switch',
      className: 'inbox-switch',
      'aria-checked': checked,
      'aria-disabled': isFixed || undefined,
      onClick: () => {
        if (!isFixed) onTurn()
      },
    },
    props,
  })
})
