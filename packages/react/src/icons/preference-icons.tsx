import type { ReactElement } from 'react'
import { icon } from './icons.js'

// Apart from the others: they are loaded with the preference center.
export const LockIcon: () => ReactElement = icon(
  'M4.75 7h6.5a1.25 1.25 0 0 1 1.25 1.25v4a1.25 1.25 0 0 1-1.25 1.25h-6.5a1.25 1.25 0 0 1-1.25-1.25v-4A1.25 1.25 0 0 1 4.75 7ZM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  'lock',
)
/** The one of the menus comes with them, and they are not needed here. */
export const BackIcon: () => ReactElement = icon('M10 3.5 5.5 8l4.5 4.5', 'back')
