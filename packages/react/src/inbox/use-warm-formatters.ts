'use client'

import { useEffect } from 'react'
import { useRoot } from '../root/context.js'

/**
 * Has the browser load its languages while the panel and the first notifications are still on their way: a page's
 * first formatter takes some 20 ms to make, which the first row would wait for.
 */
export function useWarmFormatters(wanted: boolean): void {
  const { locale } = useRoot('Inbox')
  useEffect(() => {
    if (!wanted) return
    // Once the request for them is out.
    const timer = setTimeout(() => new Intl.RelativeTimeFormat(locale).format(0, 'day'))
    return () => clearTimeout(timer)
  }, [locale, wanted])
}
