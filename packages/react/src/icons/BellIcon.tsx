import type { ReactElement } from 'react'

export const BellIcon = (): ReactElement => (
  <svg className="inbox-bell-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="M10 2.75a5 5 0 0 0-5 5c0 3.1-.9 4.5-1.6 5.4-.3.4 0 1.1.6 1.1h12c.6 0 .9-.7.6-1.1-.7-.9-1.6-2.3-1.6-5.4a5 5 0 0 0-5-5Z" />
    <path d="M8.25 16.75a1.9 1.9 0 0 0 3.5 0" />
  </svg>
)
