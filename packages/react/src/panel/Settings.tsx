'use client'

import { forwardRef } from 'react'
import { SettingsIcon } from '../icons/icons.js'
import { settingsChunk } from '../inbox/settings-chunk.js'
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
  const { settings } = useRoot(part)
  const panel = usePanel(part)
  const text = useText(part)
  const prefetch = settings === true ? settingsChunk.prefetch : undefined
  const drawn = usePart('button', {
    render,
    ref,
    own: {
      type: 'button',
      className: 'inbox-icon-button inbox-settings-button',
      title: text('settings'),
      'aria-label': text('settings'),
      onPointerEnter: prefetch,
      onFocus: prefetch,
      onClick: () => {
        if (typeof settings === 'function') settings()
        else {
          settingsChunk.prefetch()
          panel.settings.set(true)
        }
      },
      children: <SettingsIcon />,
    },
    props,
  })
  return settings ? drawn : null
})
