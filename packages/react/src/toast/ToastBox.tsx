'use client'

import { type ReactElement, useEffect, useId, useMemo } from 'react'
import { useReadable } from '../hooks/use-readable.js'
import { AlertIcon, CloseIcon } from '../icons/icons.js'
import { Avatar } from '../item/Avatar.js'
import { ItemContext } from '../item/context.js'
import { Message } from '../item/Message.js'
import { Open } from '../item/Open.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import type { Toast } from './toast-store.js'
import { isFresh } from './use-expiry.js'

interface BoxProps {
  toast: Toast
  words: string
  onDismiss: () => void
}
type Kind<K extends Toast['kind']> = BoxProps & { toast: Extract<Toast, { kind: K }> }

/** One toast. */
export function ToastBox({ toast, ...rest }: BoxProps): ReactElement {
  const drawn =
    toast.kind === 'arrived' ? (
      <Arrived toast={toast} {...rest} />
    ) : toast.kind === 'done' ? (
      <Done toast={toast} {...rest} />
    ) : (
      <Refused toast={toast} {...rest} />
    )
  return (
    <div
      className={toast.kind === 'arrived' ? 'inbox-toast inbox-item' : 'inbox-toast'}
      data-toast={toast.id}
      data-kind={toast.kind}
      data-fresh={isFresh(toast) ? '' : undefined}
    >
      {drawn}
    </div>
  )
}

function Done({ toast: { acts }, words, onDismiss }: Kind<'done'>): ReactElement {
  const { report } = useRoot('Inbox.Toasts')
  const text = useLaterText('Inbox.Toasts')
  const textId = useId()
  const undo = () => {
    onDismiss()
    // The last one first, as one does by hand.
    Promise.all(acts.toReversed().flatMap(({ undo: back }) => back?.() ?? [])).catch(report)
  }
  return (
    <>
      <span id={textId} className="inbox-toast-text">
        {words}
      </span>
      {acts.every((act) => act.undo) && (
        <button type="button" className="inbox-button" aria-describedby={textId} onClick={undo}>
          {text('undo')}
        </button>
      )}
    </>
  )
}

function Refused({ words, onDismiss }: Kind<'refused'>): ReactElement {
  const textId = useId()
  return (
    <>
      <AlertIcon />
      <span id={textId} className="inbox-toast-text">
        {words}
      </span>
      <Dismiss textId={textId} onDismiss={onDismiss} />
    </>
  )
}

/** Drawn, and opened, as in the list. Gone once it was read, here or elsewhere. */
function Arrived({ toast: { notification }, onDismiss }: Kind<'arrived'>): ReactElement {
  const { inbox } = useRoot('Inbox.Toasts')
  const titleId = useId()
  const { id } = notification
  const item = useReadable(
    useMemo(() => inbox.item(id), [inbox, id]),
    notification,
  )
  const isOver = Boolean(item?.readAt)
  useEffect(() => {
    if (isOver) onDismiss()
  })
  const value = useMemo(
    () => ({ notification, tabIndex: 0, titleId, isExpired: false }) as const,
    [notification, titleId],
  )
  return (
    <ItemContext.Provider value={value}>
      <Avatar />
      <Open />
      <Message />
      <Dismiss textId={titleId} onDismiss={onDismiss} />
    </ItemContext.Provider>
  )
}

function Dismiss({ textId, onDismiss }: { textId: string; onDismiss: () => void }): ReactElement {
  const text = useLaterText('Inbox.Toasts')
  return (
    <button
      type="button"
      className="inbox-icon-button"
      title={text('dismiss')}
      aria-label={text('dismiss')}
      aria-describedby={textId}
      onClick={onDismiss}
    >
      <CloseIcon />
    </button>
  )
}
