'use client'

import { forwardRef } from 'react'
import { useLate } from '../hooks/use-late.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'

export type LoadingProps = PartProps<'div'>

/** Grey lines for preferences that take longer than 200 ms. */
export const Loading: Part<HTMLDivElement, LoadingProps> = forwardRef(function Loading(
  { render, ...props },
  ref,
) {
  const { status } = usePreferencesAround('Preferences.Loading')
  const text = usePreferencesText('Preferences.Loading')
  const isLate = useLate(status === 'loading', 200)
  const drawn = usePart('div', {
    render,
    ref,
    own: {
      role: 'status',
      className: 'inbox-loading',
      children: (
        <>
          <span className="inbox-hidden">{text('preferencesLoading')}</span>
          {[1, 2, 3, 4, 5].map((line) => (
            <div className="inbox-preference" key={line} aria-hidden="true">
              <div className="inbox-preference-words">
                <div className="inbox-bone" data-bone="title" />
                <div className="inbox-bone" data-bone="message" />
              </div>
            </div>
          ))}
        </>
      ),
    },
    props,
  })
  return isLate ? drawn : null
})
