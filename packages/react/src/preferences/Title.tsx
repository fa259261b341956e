'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'

export type TitleProps = PartProps<'h2'>

/** Says what this is. */
export const Title: Part<HTMLHeadingElement, TitleProps> = forwardRef(function Title(
  { render, ...props },
  ref,
) {
  const text = usePreferencesText('Preferences.Title')
  return usePart('h2', {
    render,
    ref,
    own: { className: 'inbox-title', children: text('preferences') },
    props,
  })
})
