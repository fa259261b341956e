'use client'

import { useEffect } from 'react'
import { useRoot } from '../root/context.js'

/**
 * Has the browser load its languages while the panel and the first notifications are still on their way: a page's
 * first formatter takes some 12 ms to make. What comes at once may do without, and should not wait for it.
 */
export function useWarmFormatters(wanted: boolean): void {
  const { locale } = useRoot('Inbox')
  useEffect(() => {
    if (wanted) setTimeout(() => new Intl.RelativeTimeFormat(locale), 100)
  }, [locale, wanted])
}
