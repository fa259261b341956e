'use client'

import {
  type FocusEvent,
  forwardRef,
  type KeyboardEvent,
  type ReactElement,
  type Ref,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { usePicked } from '../hooks/use-readable.js'
import { useKeys } from '../keys/use-keys.js'
import { mergeProps } from '../part/merge-props.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { keepPlaced, unplace } from '../popover/place.js'
import { useDismiss } from '../popover/use-dismiss.js'
import { useMedia } from '../popover/use-media.js'
import { useShown } from '../popover/use-shown.js'
import { useOpen, useRoot } from '../root/context.js'
import { Arrivals } from './Arrivals.js'
import { PanelContext } from './context.js'
import { usePanelValue } from './use-panel-value.js'

export type PopoverProps = PartProps<'dialog'>

/**
 * The panel in the top layer: at the bell, as a side sheet when the root's layout says so, and as a modal sheet
 * where the view is narrower than 480 px. Not there while closed.
 */
export const Popover: Part<HTMLDialogElement, PopoverProps> = forwardRef(function Popover(props, ref) {
  const { texts } = useRoot('Inbox.Popover')
  const { open } = useOpen()
  const [isPresent, setPresent] = useState(open)
  const onGone = useCallback(() => setPresent(false), [])
  if (open && !isPresent) setPresent(true)
  // In a moment it speaks its user's language.
  return isPresent && texts ? <Shown {...props} forwarded={ref} onGone={onGone} /> : null
})

interface ShownProps extends PopoverProps {
  forwarded: Ref<HTMLDialogElement>
  onGone: () => void
}

function Shown({ forwarded, onGone, render, children, ...props }: ShownProps): ReactElement {
  const { layout, bell, panelId } = useRoot('Inbox.Popover')
  const { open, setOpen } = useOpen()
  const isSheet = useMedia('(width < 480px)')
  const look = isSheet ? 'sheet' : layout === 'side' ? 'side' : 'popover'
  const dialog = useRef<HTMLDialogElement>(null)
  const close = useCallback(() => setOpen(false), [setOpen])
  const panel = usePanelValue(() => look !== 'side' && close())
  const isSelecting = usePicked(panel.selection, (ticked) => ticked !== null, false)
  const onShortcut = useKeys(panel)

  const isShown = useShown({ dialog, opener: bell, open, modal: isSheet, onGone })
  const isPress = useDismiss({ panel: dialog, opener: bell, open, close })
  useLayoutEffect(() => {
    if (!open || !dialog.current) return
    if (look !== 'popover') return unplace(dialog.current)
    if (bell.current) return keepPlaced(dialog.current, bell.current)
  }, [open, look, bell])

  const own = {
    id: panelId,
    className: 'inbox-panel',
    popover: 'manual',
    tabIndex: -1,
    'aria-labelledby': panel.titleId,
    onCancel: (event: Event) => {
      event.preventDefault()
      close()
    },
    // Chromium closes a modal by force at the second Escape in a row, whatever `cancel` says.
    onClose: () => isSheet && !dialog.current?.open && close(),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (isSheet || !isShown.current || isPress.current || !relatedTarget) return
      if (!currentTarget.contains(relatedTarget) && !bell.current?.contains(relatedTarget)) close()
    },
    onKeyDown: (event: KeyboardEvent) => {
      onShortcut(event)
      if (event.defaultPrevented || (event.key !== 'ArrowDown' && event.key !== 'PageDown')) return
      event.preventDefault()
      panel.list.current?.focus()
    },
  }
  return usePart('dialog', {
    render,
    ref: useRefs(forwarded, dialog),
    state: { look, selecting: isSelecting },
    own,
    props: mergeProps(props, {
      children: (
        <PanelContext.Provider value={panel}>
          {children}
          <Arrivals />
        </PanelContext.Provider>
      ),
    }),
  })
}
