'use client'

import {
  forwardRef,
  type KeyboardEvent,
  type ReactElement,
  type Ref,
  useId,
  useLayoutEffect,
  useRef,
} from 'react'
import { useReadable } from '../hooks/use-readable.js'
import { CloseIcon } from '../icons/icons.js'
import { usePanel } from '../panel/context.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useLaterText } from '../text/use-later-text.js'

export type HelpProps = PartProps<'dialog'>

const keys = [
  ['j', 'keyNext'],
  ['k', 'keyPrevious'],
  ['Enter', 'keyOpen'],
  ['e', 'archive'],
  ['r', 'markRead'],
  ['u', 'markUnread'],
  ['s', 'snooze'],
  ['#', 'remove'],
  ['x', 'select'],
  ['?', 'keyHelp'],
  ['Esc', 'keyLeave'],
] as const

/** The sheet that says what each key does. A modal over the panel, there after `?` was pressed. */
export const Help: Part<HTMLDialogElement, HelpProps> = forwardRef(function Help(props, ref) {
  const { help } = usePanel('Inbox.Help')
  return useReadable(help, false) ? <Shown {...props} forwarded={ref} /> : null
})

function Shown({
  forwarded,
  render,
  ...props
}: HelpProps & { forwarded: Ref<HTMLDialogElement> }): ReactElement {
  const { help } = usePanel('Inbox.Help')
  const text = useLaterText('Inbox.Help')
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const close = () => help.set(false)
  useLayoutEffect(() => {
    const element = dialog.current
    // Another element in its place is no modal.
    if (!element || !('showModal' in element)) return
    element.showModal()
    const panel = element.closest('[data-look]')?.getBoundingClientRect()
    // The middle of the panel, as far as that is in the view.
    if (panel) {
      element.style.left = `${panel.left + (panel.width - element.offsetWidth) / 2}px`
      element.style.top = `${Math.max(8, panel.top + 8)}px`
    }
    return () => element.close()
  }, [])
  return usePart('dialog', {
    render,
    ref: useRefs(forwarded, dialog),
    own: {
      className: 'inbox-menu inbox-help',
      'aria-labelledby': titleId,
      onCancel: (event: Event) => {
        event.preventDefault()
        close()
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'Escape' && event.key !== '?') return
        event.preventDefault()
        close()
      },
      children: (
        <>
          <div className="inbox-header">
            <h3 id={titleId} className="inbox-title">
              {text('keys')}
            </h3>
            <button type="button" className="inbox-icon-button" aria-label={text('close')} onClick={close}>
              <CloseIcon />
            </button>
          </div>
          <dl className="inbox-keys">
            {keys.map(([key, words]) => (
              <div key={key} className="inbox-key">
                <dt className="inbox-key-name">{key}</dt>
                <dd className="inbox-key-words">{text(words)}</dd>
              </div>
            ))}
          </dl>
        </>
      ),
    },
    props,
  })
}
