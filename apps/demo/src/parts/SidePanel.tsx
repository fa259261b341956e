import {
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
} from 'react'
import { IconButton } from './Button'
import { useMedia } from './use-media'
import './SidePanel.css'

interface SidePanelProps {
  /** Small print above the title. */
  lead: ReactNode
  title: string
  /** Stays in view below what scrolls. */
  foot?: ReactNode
  onClose: () => void
  children: ReactNode
}

/** Beside the board where there is room, over it where there is not. Escape closes either. */
export function SidePanel({ lead, title, foot, onClose, children }: SidePanelProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const titleId = useId()
  const isBeside = useMedia('(width >= 1120px)')

  // In time for the dialog to give the focus back before it leaves the page.
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    if (isBeside) element.show()
    else element.showModal()
    heading.current?.focus({ preventScroll: true })
    return () => element.close()
  }, [isBeside])
  useDismiss(dialog, onClose)

  return (
    <dialog ref={dialog} className="side-panel" data-beside={isBeside} aria-labelledby={titleId}>
      <div className="side-panel-sheet">
        <div className="side-panel-head">
          <div className="side-panel-lead">{lead}</div>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </div>
        <div className="side-panel-body">
          <h2 className="side-panel-title" id={titleId} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {children}
        </div>
        {foot && <div className="side-panel-foot">{foot}</div>}
      </div>
    </dialog>
  )
}

/** Escape, and a press on the backdrop: that is the dialog itself, as its sheet covers the rest. */
const useDismiss = (dialog: RefObject<HTMLDialogElement | null>, onClose: () => void): void => {
  const close = useEffectEvent(onClose)
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    const listening = new AbortController()
    const { signal } = listening
    const onEvent = (event: Event) => {
      event.preventDefault()
      close()
    }
    element.addEventListener('cancel', onEvent, { signal })
    element.addEventListener('keydown', (event) => event.key === 'Escape' && onEvent(event), { signal })
    element.addEventListener('click', (event) => event.target === element && onEvent(event), { signal })
    return () => listening.abort()
  }, [dialog])
}
