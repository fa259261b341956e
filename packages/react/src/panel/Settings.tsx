'use client'

import { clientProblem } from '@inboxkit/protocol'
import { forwardRef, useLayoutEffect, useRef } from 'react'
import { SettingsIcon } from '../icons/icons.js'
import { settingsChunk } from '../inbox/settings-chunk.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { usePanel } from './context.js'

export type SettingsProps = PartProps<'button'>

const part = 'Inbox.Settings'

/**
 * Shows the preference center in the place of tabs and list, or what the root's `settings` opens. Not there where that
 * is `false`. Gets the focus back from there.
 */
export const Settings: Part<HTMLButtonElement, SettingsProps> = forwardRef(function Settings(
  { render, ...props },
  ref,
) {
  const { settings, report } = useRoot(part)
  const panel = usePanel(part)
  const text = useText(part)
  const button = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    if (panel.settings.get() !== false) return
    panel.settings.set(undefined)
    button.current?.focus()
  }, [panel])
  const show = () => {
    settingsChunk.load().then(
      () => {
        panel.selection.set(null)
        panel.settings.set(true)
      },
      (cause: unknown) => report(clientProblem('offline', { cause })),
    )
  }
  const prefetch = settings === true ? settingsChunk.prefetch : undefined
  const drawn = usePart('button', {
    render,
    ref: useRefs(ref, button),
    own: {
      type: 'button',
      className: 'inbox-icon-button',
      title: text('settings'),
      'aria-label': text('settings'),
      onPointerEnter: prefetch,
      onFocus: prefetch,
      onClick: typeof settings === 'function' ? settings : show,
      children: <SettingsIcon />,
    },
    props,
  })
  return settings === false ? null : drawn
})
