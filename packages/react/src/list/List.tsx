'use client'

import type { Feed, FeedView } from '@inboxkit/core'
import type { Notification } from '@inboxkit/protocol'
import { Fragment, forwardRef, type ReactElement, type ReactNode, type Ref, useMemo, useRef } from 'react'
import { usePanel, usePanelFeed } from '../panel/context.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { Day } from './Day.js'
import { Row } from './Row.js'
import { useCurrent } from './use-current.js'
import { useDayHeads } from './use-day-heads.js'
import { useHold } from './use-hold.js'
import { useLoadMore } from './use-load-more.js'
import { type Rows, useRows } from './use-rows.js'
import { useSeen } from './use-seen.js'
import { useStuckHeads } from './use-stuck-heads.js'
import { useWindow } from './use-window.js'
import type { Segment } from './windowing.js'

export interface ListProps extends Omit<PartProps<'div'>, 'children'> {
  /** Draws one notification; usually an `<Inbox.Item>`. Keep the function itself the same where rows are many. */
  children: (notification: Notification) => ReactNode
}

/**
 * The notifications of the current tab under their date heads. Draws only what is near the view, asks for more
 * near its end, marks what was on screen as seen. Not there while it has no rows.
 */
export const List: Part<HTMLDivElement, ListProps> = forwardRef(function List(props, ref) {
  const { tab, category } = usePanel('Inbox.List')
  const view = usePanelFeed('Inbox.List')
  const rows = useRows(view.ids, view.feed)
  return rows.ids.length > 0 ? (
    <Filled key={`${tab} ${category}`} {...props} forwarded={ref} view={view} rows={rows} />
  ) : null
})

interface FilledProps extends ListProps {
  forwarded: Ref<HTMLDivElement>
  view: FeedView & { feed: Feed }
  rows: Rows
}

function Filled({ forwarded, view, rows, render, children, ...props }: FilledProps): ReactElement {
  const { titleId, selection } = usePanel('Inbox.List')
  const list = useRef<HTMLDivElement>(null)
  const heads = useDayHeads(rows)
  const { current, onFocus, onKeyDown } = useCurrent(list, rows)
  const kept = useMemo(() => aroundOf(rows.ids, current), [rows.ids, current])
  const segments = useWindow({ list, ids: rows.ids, hasHead: heads.isFirst, kept })
  const watchSeen = useSeen()
  useHold(list, view.feed, selection)
  useLoadMore(list, view)
  useStuckHeads(list)

  const tabStop = current ?? rows.ids[segments.find(({ kind }) => kind === 'rows')?.from ?? 0]
  const row = (index: number, isRunStart: boolean): ReactNode => {
    const id = rows.ids[index] as number
    const label = heads.labelOf(index)
    return (
      <Fragment key={id}>
        {label && (isRunStart || heads.isFirst(index)) && (
          <Day label={label} leaving={heads.isLeaving(index)} />
        )}
        <Row
          id={id}
          position={index + 1}
          size={view.hasMore ? -1 : rows.ids.length}
          current={id === tabStop}
          leaving={rows.leaving.has(id)}
          arrived={rows.arrived.has(id)}
          watchSeen={watchSeen}
        >
          {children}
        </Row>
      </Fragment>
    )
  }
  const run = ({ kind, from, to }: Segment): ReactNode =>
    kind === 'space' ? (
      <div key={`space${from}`} data-space={`${from}-${to}`} />
    ) : (
      Array.from({ length: to - from }, (_, at) => row(from + at, at === 0))
    )

  return usePart('div', {
    render,
    ref: useRefs(forwarded, list),
    own: {
      role: 'feed',
      'aria-labelledby': titleId,
      'aria-busy': view.more === 'loading',
      className: 'inbox-list',
      onFocus,
      onKeyDown,
      children: segments.flatMap(run),
    },
    props,
  })
}

/** The indices of the current row and its neighbours, which stay drawn so that arrow keys find them. */
function aroundOf(ids: readonly number[], current: number | null): readonly number[] {
  if (current === null) return []
  const at = ids.indexOf(current)
  return [at - 1, at, at + 1]
}
