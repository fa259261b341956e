import { Engagespot } from '@engagespot/react-component'
import { type ComponentProps, createElement } from 'react'
import { createRoot } from 'react-dom/client'

export type ComponentOptions = ComponentProps<typeof Engagespot>

const mount = (options: ComponentOptions): void => {
  const place = document.body.appendChild(document.createElement('main'))
  createRoot(place).render(createElement(Engagespot, options))
}

declare global {
  interface Window {
    mount: typeof mount
  }
}

window.mount = mount
