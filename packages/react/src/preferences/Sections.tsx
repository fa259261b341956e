'use client'

import type { ReactElement } from 'react'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { Categories } from './Categories.js'
import { usePreferencesAround } from './context.js'
import { Devices } from './Devices.js'
import { Digests } from './Digests.js'
import { Failed } from './Failed.js'
import { Loading } from './Loading.js'
import { QuietHours } from './QuietHours.js'

/** All there is to set, put together from the parts. Its parts are laid out by its own width. */
export function Sections(): ReactElement {
  const { page } = usePreferencesAround('PreferenceCenter')
  const text = usePreferencesText('PreferenceCenter')
  return (
    <div className="inbox-body inbox-preferences" tabIndex={-1}>
      {page?.tenant && <p className="inbox-day">{text('forTenant', { name: page.tenant.name })}</p>}
      <Loading />
      <Failed />
      <Categories />
      <Digests />
      <QuietHours />
      <Devices />
    </div>
  )
}
