import type { ReactElement } from 'react'

export const icon = (path: string, name: string): (() => ReactElement) => {
  const Icon = () => (
    <svg className="inbox-icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  )
  Icon.displayName = `${name}Icon`
  return Icon
}

export const CheckAllIcon: () => ReactElement = icon('m1.5 8.5 3 3L11 5M8 11l.5.5L15 5', 'check-all')
export const CheckIcon: () => ReactElement = icon('m3 8.5 3.25 3.25L13 5', 'check')
export const CloseIcon: () => ReactElement = icon('m4 4 8 8M12 4l-8 8', 'close')
export const ClockIcon: () => ReactElement = icon(
  'M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5ZM8 5v3.25l2 1.25',
  'clock',
)
export const AlertIcon: () => ReactElement = icon(
  'M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5ZM8 5.25v3.25M8 10.75v.01',
  'alert',
)
export const InboxIcon: () => ReactElement = icon(
  'M2 9.25 3.9 3.7A1.25 1.25 0 0 1 5.1 2.85h5.8a1.25 1.25 0 0 1 1.2.85L14 9.25v2.5a1.5 1.5 0 0 1-1.5 1.5h-9a1.5 1.5 0 0 1-1.5-1.5v-2.5ZM2 9.25h3.25l.85 1.5h3.8l.85-1.5H14',
  'inbox',
)
export const FilterIcon: () => ReactElement = icon('M2.25 4.5h11.5M4.5 8h7M6.75 11.5h2.5', 'filter')
export const PageIcon: () => ReactElement = icon(
  'M9.5 2.5h4v4M13.25 2.75 8.5 7.5M6.5 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5V9.5',
  'page',
)
export const SettingsIcon: () => ReactElement = icon(
  'M2.25 5h5.5m4 0h2m-4-1.75a1.75 1.75 0 1 1 0 3.5 1.75 1.75 0 0 1 0-3.5Zm4 7.75h-5.5m-4 0h-2m4-1.75a1.75 1.75 0 1 1 0 3.5 1.75 1.75 0 0 1 0-3.5Z',
  'settings',
)
export const PinIcon: () => ReactElement = icon(
  'M5.75 2.25h4.5M6.5 2.25v4L4.25 8.5v1.25h7.5V8.5L9.5 6.25v-4M8 9.75v4',
  'pin',
)
