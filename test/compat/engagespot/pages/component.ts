import { Engagespot } from '@engagespot/react-component'
import { type ComponentProps, createElement } from 'react'
import { createRoot } from 'react-dom/client'

export type ComponentOptions = ComponentProps<typeof Engagespot>

/** What a page does with a button inside a notification: it gives the item another state. */
export interface Decision {
  blockId: string
  state: string
}

const mount = (options: ComponentOptions, decision?: Decision): void => {
  const place = document.body.appendChild(document.createElement('main'))
  const eventListenersToRun = decision && [
    {
      blockId: decision.blockId,
      event: 'onClick' as const,
      onEvent: ({ changeNotificationState }: { changeNotificationState: (change: object) => unknown }) =>
        void changeNotificationState({ state: decision.state }),
    },
  ]
  createRoot(place).render(
    createElement(
      Engagespot,
      (eventListenersToRun ? { ...options, eventListenersToRun } : options) as ComponentOptions,
    ),
  )
}

declare global {
  interface Window {
    mount: typeof mount
  }
}

window.mount = mount
