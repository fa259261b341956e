import { useSyncExternalStore } from 'react'
import { remember } from '../parts/memory'

export type Theme = 'light' | 'dark'

const system = matchMedia('(prefers-color-scheme: dark)')
const root = document.documentElement
const listeners = new Set<() => void>()

const shown = (): Theme => {
  const chosen = root.dataset['theme']
  return chosen === 'light' || chosen === 'dark' ? chosen : system.matches ? 'dark' : 'light'
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}

/** The theme on screen: the one chosen here, else the system's (public/before-paint.js puts it there on load). */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, shown)

export const chooseTheme = (theme: Theme): void => {
  root.dataset['theme'] = theme
  remember('theme', theme)
  for (const listener of listeners) listener()
}
