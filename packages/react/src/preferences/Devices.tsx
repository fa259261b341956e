'use client'

import { useQuery } from '@tanstack/react-query'
import { forwardRef, useEffect } from 'react'
import { useLoaded } from '../inbox/use-chunk.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { PreferencesContext, usePreferencesAround } from './context.js'
import { moreChunk } from './more-chunk.js'
import { useOwnQueryClient } from './query-client.js'
import { isThisDevice } from './this-device.js'

export type DevicesProps = PartProps<'div'>

const part = 'Preferences.Devices'

/**
 * Where messages are pushed: this browser, turned on and off with its permission, and the user's other devices. Not
 * there without any, nor for somebody who came by a link.
 */
export const Devices: Part<HTMLDivElement, DevicesProps> = forwardRef(function Devices(
  { render, ...props },
  ref,
) {
  const { page, inbox, webPush } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const more = useLoaded(moreChunk)
  const { data: devices, refetch } = useQuery(
    {
      queryKey: ['inboxkit', inbox?.baseUrl, inbox?.userId, 'devices'],
      queryFn: async () => (await inbox?.account.devices()) ?? [],
      enabled: inbox !== null,
      retry: false,
      networkMode: 'always',
      refetchOnMount: 'always',
    },
    useOwnQueryClient(inbox ?? PreferencesContext),
  )
  const offered = inbox?.app.get()?.enableWebPush === false ? undefined : webPush
  const isThere = Boolean(page && inbox && devices && (offered ?? devices[0]))
  useEffect(() => {
    if (isThere) moreChunk.prefetch()
  }, [isThere])
  const reload = () => void refetch()
  const here = devices?.find(({ id }) => isThisDevice(id))
  const drawn = usePart('div', {
    render,
    ref,
    own: {
      role: 'group',
      'aria-label': text('devices'),
      className: 'inbox-section',
      tabIndex: -1,
      children: inbox && more && (
        <>
          <h3 className="inbox-day">{text('devices')}</h3>
          {offered && (
            <more.WebPush
              inbox={inbox}
              options={offered}
              isOn={here?.hasWebPush ?? false}
              onChange={reload}
            />
          )}
          {devices?.map((device) => (
            <more.DeviceLine
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
  return isThere && more ? drawn : null
})
