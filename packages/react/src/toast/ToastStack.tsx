'use client'

import {
  type FocusEvent,
  forwardRef,
  type KeyboardEvent,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useReadable } from '../hooks/use-readable.js'
import { PanelContext } from '../panel/context.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { activeWithin } from '../popover/focus.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { ToastBox } from './ToastBox.js'
import { removeToast, type Toast } from './toast-store.js'
import { startLingering, useExpiry } from './use-expiry.js'
import { useWords } from './use-words.js'

export type ToastsProps = PartProps<'div'>

const none: readonly Toast[] = []
const most = 3

/** The toasts as they are now, and their words for screen readers. */
export const ToastStack: Part<HTMLDivElement, ToastsProps> = forwardRef(function ToastStack(
  { render, ...props },
  ref,
) {
  const { toasts, bell } = useRoot('Inbox.Toasts')
  const panel = useContext(PanelContext)
  const text = useLaterText('Inbox.Toasts')
  const wordsOf = useWords()
  const all = useReadable(toasts, none)
  const panels = useReadable(toasts.panels, 0)
  const list = panel || panels === 0 ? all : none
  const newest = list.at(-1)
  const box = useRef<HTMLDivElement>(null)
  const cameFrom = useRef<HTMLElement | null>(null)
  const [isHovered, setHovered] = useState(false)
  const [isFocused, setFocused] = useState(false)
  const isBusy = (isHovered || isFocused) && list.length > 0
  useExpiry(toasts, list, isBusy)
  const isInPanel = panel !== null

  useLayoutEffect(() => {
    if (!isInPanel) return
    toasts.panels.set(toasts.panels.get() + 1)
    return () => toasts.panels.set(toasts.panels.get() - 1)
  }, [isInPanel, toasts])

  const [said, say] = useState<Toast>()
  // Only what enters an element that is there is read out.
  useEffect(() => say(newest), [newest])

  const newestId = newest?.id
  useLayoutEffect(() => {
    const element = box.current
    if (!element || activeWithin(element)) return
    // Once more for each that comes: above whatever was opened since.
    element.hidePopover()
    if (newestId !== undefined) element.showPopover()
  }, [newestId])
  useEffect(() => {
    if (newestId !== undefined) return
    setHovered(false)
    setFocused(false)
  }, [newestId])

  /** Where the focus was, else to the current row, else to the bell. */
  const giveBack = () => {
    setFocused(false)
    if (cameFrom.current?.isConnected) cameFrom.current.focus({ preventScroll: true })
    else if (panel?.list.current) panel.list.current.focus()
    else bell.current?.focus({ preventScroll: true })
  }
  const dismiss = (toast: Toast) => {
    if (box.current && activeWithin(box.current)) giveBack()
    removeToast(toasts, toast.id)
  }
  const toastAt = (target: EventTarget) => {
    const id = (target as Element).closest<HTMLElement>('[data-toast]')?.dataset['toast']
    return list.find((toast) => String(toast.id) === id)
  }
  const own = {
    className: 'inbox-toasts',
    popover: 'manual',
    onPointerEnter: () => setHovered(true),
    onPointerLeave: () => setHovered(false),
    onFocus: ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget as HTMLElement | null
      setFocused(true)
    },
    onBlur: ({ currentTarget, relatedTarget, target }: FocusEvent) => {
      const toast = toastAt(target)
      if (toast) startLingering(toast)
      if (!currentTarget.contains(relatedTarget)) setFocused(false)
    },
    onKeyDown: (event: KeyboardEvent) => {
      const toast = event.key === 'Escape' && !event.defaultPrevented && toastAt(event.target)
      if (!toast) return
      event.preventDefault()
      dismiss(toast)
    },
    children: (
      <>
        {list.slice(-most).map((toast) => (
          <ToastBox key={toast.id} toast={toast} words={wordsOf(toast)} onDismiss={() => dismiss(toast)} />
        ))}
        {list.length > most && (
          <div className="inbox-toast-rest">{text('moreToasts', { count: list.length - most })}</div>
        )}
      </>
    ),
  }
  const part = usePart('div', { render, ref: useRefs(ref, box), own, props })
  return (
    <>
      {part}
      <output className="inbox-hidden">{said && <span key={said.id}>{wordsOf(said)}</span>}</output>
    </>
  )
})
