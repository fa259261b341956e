import type { ReactElement } from 'react'
import { icon } from './icons.js'

// Apart from the others: they are loaded with the menu.
export const MuteIcon: () => ReactElement = icon(
  'M5 3.6A4 4 0 0 1 12 6.5c0 1.1.15 1.9.35 2.5M4 6.5c0 2.6-.75 3.7-1.3 4.4-.25.3 0 .85.45.85H10.5M6.7 13.75a1.5 1.5 0 0 0 2.6 0M2.5 2.5l11 11',
  'mute',
)
export const SelectIcon: () => ReactElement = icon(
  'M4.25 2.5h7.5a1.75 1.75 0 0 1 1.75 1.75v7.5a1.75 1.75 0 0 1-1.75 1.75h-7.5a1.75 1.75 0 0 1-1.75-1.75v-7.5A1.75 1.75 0 0 1 4.25 2.5ZM5.5 8.25l1.75 1.75 3.25-3.75',
  'select',
)
export const CalendarIcon: () => ReactElement = icon(
  'M4 3.25h8a1.5 1.5 0 0 1 1.5 1.5V12a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V4.75A1.5 1.5 0 0 1 4 3.25ZM2.5 6.75h11M5.5 1.75v3M10.5 1.75v3',
  'calendar',
)
export const NextIcon: () => ReactElement = icon('m6 3.5 4.5 4.5L6 12.5', 'next')
export const BackIcon: () => ReactElement = icon('M10 3.5 5.5 8l4.5 4.5', 'back')
