'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'

export type HeaderProps = PartProps<'div'>

/** The panel's first line: title, then buttons. No `<header>`: in a dialog that would be the page's second banner. */
export const Header: Part<HTMLDivElement, HeaderProps> = forwardRef(function Header(
  { render, ...props },
  ref,
) {
  return usePart('div', { render, ref, own: { className: 'inbox-header' }, props })
})
