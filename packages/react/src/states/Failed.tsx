'use client'

import { forwardRef } from 'react'
import { AlertIcon } from '../icons/icons.js'
import { usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { SignIn } from './SignIn.js'
import { refusalOf, useReason } from './use-reason.js'

export type FailedProps = PartProps<'div'>

/** One sentence why the first page is not there, and what can help: "Try again", or the host's "Sign in". */
export const Failed: Part<HTMLDivElement, FailedProps> = forwardRef(function Failed(
  { render, ...props },
  ref,
) {
  const { status, ids, feed } = usePanelFeed('Inbox.Failed')
  const text = useText('Inbox.Failed')
  const reason = useReason('Inbox.Failed')
  const problem = status.kind === 'failed' ? status.problem : undefined
  const refusal = problem && refusalOf(problem)
  const part = usePart('div', {
    render,
    ref,
    state: { code: problem?.code },
    own: {
      role: 'alert',
      className: 'inbox-failed',
      children: problem && (
        <>
          <AlertIcon />
          <p className="inbox-empty-text">{reason('failed', problem)}</p>
          {refusal === 'signedOut' && <SignIn part="Inbox.Failed" />}
          {!refusal && (
            <button type="button" className="inbox-button" onClick={() => void feed.refresh()}>
              {text('tryAgain')}
            </button>
          )}
        </>
      ),
    },
    props,
  })
  return problem && ids.length === 0 ? part : null
})
