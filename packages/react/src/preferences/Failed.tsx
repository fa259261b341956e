'use client'

import { forwardRef } from 'react'
import { AlertIcon } from '../icons/icons.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { refusalOf } from '../states/use-reason.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { usePreferencesReason } from './use-preferences-reason.js'

export type FailedProps = PartProps<'div'>

const part = 'Preferences.Failed'

/** One sentence why there are no preferences to see, and "Try again" where that can help. */
export const Failed: Part<HTMLDivElement, FailedProps> = forwardRef(function Failed(
  { render, ...props },
  ref,
) {
  const { status, problem, reload } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const reason = usePreferencesReason(part)
  const drawn = usePart('div', {
    render,
    ref,
    state: { code: problem?.code },
    own: {
      role: 'alert',
      className: 'inbox-failed',
      children: problem && (
        <>
          <AlertIcon />
          <p className="inbox-empty-text">{reason('preferencesFailed', problem)}</p>
          {!refusalOf(problem) && (
            <button
              type="button"
              className="inbox-button"
              onClick={({ currentTarget }) => {
                // The button goes; who has the focus in it stays in the place.
                currentTarget.closest<HTMLElement>('[tabindex]')?.focus()
                reload()
              }}
            >
              {text('tryAgain')}
            </button>
          )}
        </>
      ),
    },
    props,
  })
  return status === 'failed' ? drawn : null
})
