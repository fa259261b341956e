import type { ReactElement } from 'react'

/** Rows of exactly a row's height, with grey where avatar, title and message will be. */
export const Skeleton = ({ rows }: { rows: number }): ReactElement => (
  <>
    {Array.from({ length: rows }, (_, row) => (
      <div className="inbox-skeleton" key={row} aria-hidden="true">
        <span className="inbox-bone" data-bone="avatar" />
        <span className="inbox-bone" data-bone="title" />
        <span className="inbox-bone" data-bone="message" />
      </div>
    ))}
  </>
)
