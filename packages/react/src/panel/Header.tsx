'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'

export type HeaderProps = PartProps<'header'>

/** The panel's first line: title, then buttons. */
export const Header: Part<HTMLElement, HeaderProps> = forwardRef(function Header({ render, ...props }, ref) {
  return usePart('header', { render, ref, own: { className: 'inbox-header' }, props })
})
