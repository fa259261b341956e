'use client'

import type { Connection } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { forwardRef } from 'react'
import { useConnection } from '../hooks/use-connection.js'
import { useLate } from '../hooks/use-late.js'
import { useReadable } from '../hooks/use-readable.js'
import { AlertIcon, CloseIcon } from '../icons/icons.js'
import { usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { useReason } from './use-reason.js'

export type NoticeProps = PartProps<'div'>

type Kind = 'signedOut' | 'refused' | 'offline' | 'reconnecting'

/** The one thing worth saying: what needs its user first, then what mends itself. */
function noticeOf(connection: Connection, problem: Problem | null, isLate: boolean): Kind | undefined {
  if (connection.kind === 'refused') return 'signedOut'
  if (problem) return 'refused'
  if (connection.kind === 'waiting' && !navigator.onLine) return 'offline'
  return isLate ? 'reconnecting' : undefined
}

/**
 * A strip under the header: offline, reconnecting, signed out, or why the last change was refused.
 * The element is always there, empty, so that screen readers hear what enters it.
 */
export const Notice: Part<HTMLDivElement, NoticeProps> = forwardRef(function Notice(
  { render, ...props },
  ref,
) {
  const { trouble, report } = useRoot('Inbox.Notice')
  const text = useText('Inbox.Notice')
  const reason = useReason('Inbox.Notice')
  const connection = useConnection()
  const problem = useReadable(trouble, null)
  const { status } = usePanelFeed('Inbox.Notice')
  // A short break is over before anyone would have read about it.
  const isLate = useLate(connection.kind === 'waiting' || connection.kind === 'connecting', 1000)
  const kind = status.kind === 'ready' ? noticeOf(connection, problem, isLate) : undefined

  return usePart('div', {
    render,
    ref,
    state: { kind },
    own: {
      role: 'status',
      className: 'inbox-notice',
      children: kind && (
        <>
          <AlertIcon />
          <span className="inbox-notice-text">
            {kind === 'refused' && problem ? reason('refused', problem) : text(kind)}
          </span>
          {kind === 'refused' && (
            <button
              type="button"
              className="inbox-notice-close"
              aria-label={text('dismiss')}
              onClick={() => report(null)}
            >
              <CloseIcon />
            </button>
          )}
        </>
      ),
    },
    props,
  })
})
