'use client'

import { useReason } from '../states/use-reason.js'
import { useLaterText } from '../text/use-later-text.js'
import type { Toast } from './toast-store.js'

/** What a toast says. */
export function useWords(): (toast: Toast) => string {
  const text = useLaterText('Inbox.Toasts')
  const reasonOf = useReason('Inbox.Toasts')
  return (toast) => {
    if (toast.kind === 'refused') return reasonOf('refused', toast.problem)
    if (toast.kind === 'arrived') return toast.notification.title
    return text(toast.said, { count: toast.acts.reduce((sum, { count }) => sum + count, 0) })
  }
}
