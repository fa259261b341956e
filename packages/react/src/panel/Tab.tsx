'use client'

import type { Filter } from '@inboxkit/protocol'
import { forwardRef, type ReactElement } from 'react'
import { useFeedHandle } from '../hooks/use-feed.js'
import { usePicked } from '../hooks/use-readable.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { type KnownTab, useRoot } from '../root/context.js'
import { figure } from '../text/say.js'
import { useText } from '../text/use-text.js'
import { usePanel } from './context.js'
import { filterOfTab, isKnownTab, narrowed } from './known-tabs.js'

export interface TabProps extends Omit<PartProps<'button'>, 'value'> {
  /** `all`, `unread`, `read`, `archived` or `snoozed`, or a name of your own with a `filter`. */
  value: KnownTab | (string & {})
  /** What it shows; known tabs bring theirs. Keep the object the same. */
  filter?: Filter | undefined
}

const everything: Filter = {}

/** Shows the notifications of a filter. With its count: of what is unread in it, or of all that is snoozed. */
export const Tab: Part<HTMLButtonElement, TabProps> = forwardRef(function Tab(
  { render, value, filter: given, children, ...props },
  ref,
) {
  const { tab, setTab, category, bodyId } = usePanel('Inbox.Tab')
  const text = useText('Inbox.Tab')
  const filter = given ?? (isKnownTab(value) ? filterOfTab(value) : everything)
  const isCurrent = tab === value
  const counted = countedAs(filter)
  return usePart('button', {
    render,
    ref,
    state: { current: isCurrent, value },
    own: {
      type: 'button',
      role: 'tab',
      className: 'inbox-tab',
      id: `${bodyId}${value}`,
      'aria-selected': isCurrent,
      'aria-controls': bodyId,
      tabIndex: isCurrent ? 0 : -1,
      onClick: () => setTab(value, filter),
      children: (
        <>
          {children ?? (isKnownTab(value) ? text(value) : value)}
          {counted && <TabCount filter={narrowed(filter, category)} kind={counted} />}
        </>
      ),
    },
    props,
  })
})

const most = 999

/** Beside `all`, `read` and `archived` a number would say nothing that asks for anything. */
const countedAs = ({ state, ...rest }: Filter): 'unread' | 'total' | undefined => {
  if (state === 'snoozed') return 'total'
  if (state === 'read' || state === 'archived') return undefined
  return state === 'unread' || Object.keys(rest).length > 0 ? 'unread' : undefined
}

function TabCount({ filter, kind }: { filter: Filter; kind: 'unread' | 'total' }): ReactElement | null {
  const { locale } = useRoot('Inbox.Tab')
  const count = usePicked(useFeedHandle(filter).counts, (counts) => counts?.[kind] ?? 0, 0)
  if (count === 0) return null
  return (
    <>
      {' '}
      <span className="inbox-tab-count">{figure(count, locale, most)}</span>
    </>
  )
}
