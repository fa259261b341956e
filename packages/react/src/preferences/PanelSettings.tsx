'use client'

import { type KeyboardEvent, type ReactElement, useLayoutEffect, useRef } from 'react'
import { BackIcon } from '../icons/preference-icons.js'
import { Close } from '../panel/Close.js'
import { usePanel } from '../panel/context.js'
import { useRoot } from '../root/context.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { Provided } from './Provided.js'
import { Sections } from './Sections.js'

/** The preference center in the place of the panel's list. */
export function PanelSettings(): ReactElement {
  const { labels, locale, texts, handlers, webPush } = useRoot('Inbox.Settings')
  return (
    <Provided
      labels={labels}
      locale={locale}
      texts={texts}
      webPush={webPush}
      onProblem={(problem) => handlers.current.onProblem?.(problem)}
    >
      <View />
    </Provided>
  )
}

function View(): ReactElement {
  const { titleId, settings, selection } = usePanel('Inbox.Settings')
  const text = usePreferencesText('Inbox.Settings')
  const title = useRef<HTMLHeadingElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    selection.set(null)
    title.current?.focus()
  }, [selection])
  const back = () => {
    const panel = box.current?.parentElement
    settings.set(false)
    // The button that led here is drawn anew.
    queueMicrotask(() => panel?.querySelector<HTMLElement>('.inbox-settings-button')?.focus())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return
    // Nor does the list's panel hear what is pressed here.
    if (event.key !== 'Escape') return event.stopPropagation()
    if (event.defaultPrevented) return
    event.preventDefault()
    back()
  }
  return (
    <div ref={box} className="inbox-settings" role="presentation" onKeyDown={onKeyDown}>
      <div className="inbox-header">
        <button
          type="button"
          className="inbox-icon-button inbox-back"
          title={text('backToList')}
          aria-label={text('backToList')}
          onClick={back}
        >
          <BackIcon />
        </button>
        <h2 ref={title} id={titleId} className="inbox-title" tabIndex={-1}>
          {text('preferences')}
        </h2>
        <Close />
      </div>
      <Sections />
    </div>
  )
}
