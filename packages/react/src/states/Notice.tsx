'use client'

import type { Connection } from '@inboxkit/core'
import { forwardRef } from 'react'
import { useConnection } from '../hooks/use-connection.js'
import { useLate } from '../hooks/use-late.js'
import { AlertIcon } from '../icons/icons.js'
import { usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { SignIn } from './SignIn.js'
import { refusalOf } from './use-reason.js'

export type NoticeProps = PartProps<'div'>

type Kind = 'signedOut' | 'noAccess' | 'offline' | 'reconnecting'

/** The one thing worth saying: what needs its user first, then what mends itself. */
function noticeOf(connection: Connection, isLate: boolean): Kind | undefined {
  if (connection.kind === 'refused') return refusalOf(connection.reason) ?? 'signedOut'
  if (connection.kind === 'waiting' && !navigator.onLine) return 'offline'
  return isLate ? 'reconnecting' : undefined
}

/**
 * A strip under the header: offline, reconnecting, signed out (with the host's "Sign in") or without access.
 * The element is always there, empty, so that screen readers hear what enters it.
 */
export const Notice: Part<HTMLDivElement, NoticeProps> = forwardRef(function Notice(
  { render, ...props },
  ref,
) {
  const text = useText('Inbox.Notice')
  const connection = useConnection()
  const { status } = usePanelFeed('Inbox.Notice')
  // A short break is over before anyone would have read about it.
  const isLate = useLate(connection.kind === 'waiting' || connection.kind === 'connecting', 1000)
  const kind = status.kind === 'ready' ? noticeOf(connection, isLate) : undefined

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
          <span className="inbox-notice-text">{text(kind)}</span>
          {kind === 'signedOut' && <SignIn part="Inbox.Notice" />}
        </>
      ),
    },
    props,
  })
})
