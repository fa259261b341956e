'use client'

import { forwardRef, type ReactElement } from 'react'
import { useCount } from '../hooks/use-counts.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { figure } from '../text/say.js'
import { useText } from '../text/use-text.js'
import { type TabValue, usePanel } from './context.js'

export interface TabProps extends Omit<PartProps<'button'>, 'value'> {
  value: TabValue
}

/** Shows all notifications, or those not read yet with their count. */
export const Tab: Part<HTMLButtonElement, TabProps> = forwardRef(function Tab(
  { render, value, ...props },
  ref,
) {
  const { tab, setTab, bodyId } = usePanel('Inbox.Tab')
  const text = useText('Inbox.Tab')
  const isCurrent = tab === value
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
      onClick: () => setTab(value),
      children: (
        <>
          {text(value)}
          {value === 'unread' && <UnreadCount />}
        </>
      ),
    },
    props,
  })
})

const most = 999

function UnreadCount(): ReactElement | null {
  const { locale } = useRoot('Inbox.Tab')
  const count = useCount('unread') ?? 0
  if (count === 0) return null
  return (
    <>
      {' '}
      <span className="inbox-tab-count">{figure(count, locale, most)}</span>
    </>
  )
}
