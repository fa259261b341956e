import type { Status } from '../api/types'

/** How far an order is, as a clock face that fills. The column's name says it in words. */
const fills: Record<Status, string | null> = {
  new: null,
  packing: 'M8 8V4.5A3.5 3.5 0 0 1 8 11.5Z',
  shipped: 'M8 8V4.5A3.5 3.5 0 1 1 4.5 8Z',
  done: 'M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z',
}

export function StatusIcon({ status }: { status: Status }) {
  const fill = fills[status]
  return (
    <svg className="status-icon" data-status={status} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      {fill && <path d={fill} />}
    </svg>
  )
}
