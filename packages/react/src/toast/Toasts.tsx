'use client'

import { forwardRef, type ReactElement } from 'react'
import type { Part } from '../part/use-part.js'
import { ToastStack, type ToastsProps } from './ToastStack.js'
import { useArrivals } from './use-arrivals.js'

export type { ToastsProps } from './ToastStack.js'

/**
 * Short messages in the lower end corner, over everything: what was done and can be undone, what was refused, what
 * has just come. Belongs into the root, and once more into the panel: while that one is there it draws them, since a
 * modal sheet makes the rest of the page inert.
 */
export const Toasts: Part<HTMLDivElement, ToastsProps> = forwardRef(
  function Toasts(props, ref): ReactElement {
    useArrivals()
    return <ToastStack {...props} ref={ref} />
  },
)
