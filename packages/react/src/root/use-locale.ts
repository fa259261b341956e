'use client'

import { useSyncExternalStore } from 'react'
import { toLocale } from '../text/say.js'

const never = () => () => {}
const pageLocale = (): string => document.documentElement.lang || navigator.language

/** The given language, else the page's, else the browser's; English on the server. */
export function useLocale(code: string | undefined): string {
  const fallback = useSyncExternalStore(never, pageLocale, () => 'en')
  return toLocale(code ?? fallback)
}
