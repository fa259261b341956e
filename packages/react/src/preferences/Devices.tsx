'use client'

import type { Inbox } from '@inboxkit/core'
import { forwardRef, type ReactElement, type Ref } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { DeviceLine } from './DeviceLine.js'
import { isThisDevice } from './this-device.js'
import { useDevices } from './use-devices.js'
import { WebPush } from './WebPush.js'

export type DevicesProps = PartProps<'div'>

const part = 'Preferences.Devices'

/**
 * Where messages are pushed: this browser, turned on and off with its permission, and the user's other devices. Not
 * there without any, nor for somebody who came by a link.
 */
export const Devices: Part<HTMLDivElement, DevicesProps> = forwardRef(function Devices(props, ref) {
  const { page, inbox } = usePreferencesAround(part)
  return page && inbox ? <Known {...props} forwarded={ref} inbox={inbox} /> : null
})

interface KnownProps extends DevicesProps {
  forwarded: Ref<HTMLDivElement>
  inbox: Inbox
}

function Known({ forwarded, inbox, render, ...props }: KnownProps): ReactElement | null {
  const { webPush } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const { devices, reload } = useDevices(inbox)
  const isOffered = webPush !== undefined && inbox.app.get()?.enableWebPush !== false
  const here = devices?.find(({ id }) => isThisDevice(id))
  const drawn = usePart('div', {
    render,
    ref: forwarded,
    own: {
      role: 'group',
      'aria-label': text('devices'),
      className: 'inbox-section',
      tabIndex: -1,
      children: (
        <>
          <h3 className="inbox-day">{text('devices')}</h3>
          {isOffered && (
            <WebPush inbox={inbox} options={webPush} isOn={here?.hasWebPush ?? false} onChange={reload} />
          )}
          {devices?.map((device) => (
            <DeviceLine
              key={device.id}
              device={device}
              isThis={device === here}
              remove={() =>
                device === here ? inbox.account.unregisterWebPush() : inbox.account.removeDevice(device.id)
              }
              onRemoved={reload}
            />
          ))}
        </>
      ),
    },
    props,
  })
  return devices && (isOffered || devices.length > 0) ? drawn : null
}
