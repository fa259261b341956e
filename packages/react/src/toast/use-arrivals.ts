'use client'

import { useContext, useEffect } from 'react'
import { PanelContext } from '../panel/context.js'
import { useOpen, useRoot } from '../root/context.js'
import { addToast, type Toast } from './toast-store.js'

/** Says what arrives, where the root's `arrivals` asks for it; not while its user has the list before them. */
export function useArrivals(): void {
  const { inbox, layout, toasts, arrivals } = useRoot('Inbox.Toasts')
  const { open } = useOpen()
  const isInPanel = useContext(PanelContext) !== null
  const isTelling = arrivals === 'toast' && !isInPanel && !open && layout !== 'page'
  useEffect(() => {
    if (!isTelling) return
    const drop = (isOver: (toast: Toast & { kind: 'arrived' }) => boolean) => {
      const list = toasts.get()
      const left = list.filter((toast) => toast.kind !== 'arrived' || !isOver(toast))
      if (left.length < list.length) toasts.set(left)
    }
    const stop = inbox.onArrival((notifications) => {
      for (const notification of notifications) {
        // One that comes back is told of once more, not twice at a time.
        drop((toast) => toast.notification.id === notification.id)
        addToast(toasts, { kind: 'arrived', notification })
      }
    })
    return () => {
      stop()
      drop(() => true)
    }
  }, [inbox, toasts, isTelling])
}
