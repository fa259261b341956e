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
export const UnreadIcon: () => ReactElement = icon(
  'M9 3.5H4.5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h6a2 2 0 0 0 2-2V7M12.5 2.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2Z',
  'unread',
)
export const TrashIcon: () => ReactElement = icon(
  'M2.75 4.25h10.5M6 4V2.75A.75.75 0 0 1 6.75 2h2.5a.75.75 0 0 1 .75.75V4M4 4.5l.5 8a1.25 1.25 0 0 0 1.25 1.25h4.5A1.25 1.25 0 0 0 11.5 12.5l.5-8M6.75 7v4M9.25 7v4',
  'trash',
)
export const MoreIcon: () => ReactElement = icon(
  'M2.88 7.62h.75v.75h-.75zm4.75 0h.75v.75h-.75zm4.75 0h.75v.75h-.75z',
  'more',
)
export const ArchiveIcon: () => ReactElement = icon(
  'M2.25 3h11.5v3H2.25zM3.25 6v6a1.25 1.25 0 0 0 1.25 1.25h7A1.25 1.25 0 0 0 12.75 12V6M6.5 8.75h3',
  'archive',
)
export const UnarchiveIcon: () => ReactElement = icon(
  'M3.25 6v6a1.25 1.25 0 0 0 1.25 1.25h7A1.25 1.25 0 0 0 12.75 12V6M2.25 3h11.5v3H2.25zM8 11.25v-3M6.5 9.5 8 8l1.5 1.5',
  'unarchive',
)
