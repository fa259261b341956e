'use client'

import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react'
import { forwardRef } from 'react'

export interface BulkButtonProps extends ComponentPropsWithoutRef<'button'> {
  name: string
  icon: ReactNode
  /** Stays focusable without anything to act on, but does nothing. */
  isIdle?: boolean
}

/** One icon in the bar. */
export const BulkButton: ForwardRefExoticComponent<BulkButtonProps & RefAttributes<HTMLButtonElement>> =
  forwardRef(function BulkButton({ name, icon, isIdle = false, onClick, ...props }, ref) {
    return (
      <button
        ref={ref}
        type="button"
        className="inbox-icon-button"
        title={name}
        aria-label={name}
        aria-disabled={isIdle}
        data-disabled={isIdle ? '' : undefined}
        onClick={isIdle ? undefined : onClick}
        {...props}
      >
        {icon}
      </button>
    )
  })
