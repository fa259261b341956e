'use client'

import type { Inbox, WebPushOptions } from '@inboxkit/core'
import { type Context, createContext, useContext } from 'react'
import type { Language } from '../root/use-language.js'
import type { Labels } from '../text/english.js'
import type { Preferences } from './use-preferences.js'

/** What every part of the preference center knows. */
export interface PreferencesValue extends Preferences, Language {
  /** `null` = somebody who came by a link, and has no devices here. */
  inbox: Inbox | null
  webPush: WebPushOptions | undefined
  labels: Partial<Labels>
}

export const PreferencesContext: Context<PreferencesValue | null> = createContext<PreferencesValue | null>(
  null,
)

/** The value of the preferences around; without any an error that says where the part belongs. */
export function usePreferencesAround(part: string): PreferencesValue {
  const value = useContext(PreferencesContext)
  if (!value) throw new Error(`${part} belongs inside <Preferences.Root>.`)
  return value
}
