'use client'

import type { ChannelId } from '@inboxkit/protocol'
import { forwardRef } from 'react'
import type { Part, PartProps } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { useLine } from './line-context.js'
import { Toggle } from './Toggle.js'

export interface SwitchProps extends PartProps<'button'> {
  channel: ChannelId
}

/** Turns a channel of its category on and off. Of a required category it is on, and stays so. */
export const Switch: Part<HTMLButtonElement, SwitchProps> = forwardRef(function Switch(
  { channel, ...props },
  ref,
) {
  const { name, isRequired, channels, turn } = useLine('Preferences.Switch')
  const text = usePreferencesText('Preferences.Switch')
  const checked = channels.find((one) => one.channel === channel)?.enabled ?? false
  return (
    <Toggle
      ref={ref}
      checked={checked}
      isFixed={isRequired}
      onTurn={() => turn(channel, !checked)}
      aria-label={`${name}, ${text(channel)}`}
      data-channel={channel}
      {...props}
    />
  )
})
