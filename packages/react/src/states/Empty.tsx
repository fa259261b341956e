'use client'

import { forwardRef } from 'react'
import { InboxIcon } from '../icons/icons.js'
import { usePanel, usePanelFeed } from '../panel/context.js'
import { useChosenCategory } from '../panel/use-categories.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'

export type EmptyProps = PartProps<'div'>

/** Title and text by what the list shows; a tab of the host's own is `other`. */
const words = {
  all: ['emptyTitle', 'emptyText'],
  unread: ['emptyTitle', 'emptyUnreadText'],
  archived: ['emptyArchivedTitle', 'emptyArchivedText'],
  snoozed: ['emptySnoozedTitle', 'emptySnoozedText'],
  other: ['emptyOtherTitle', 'emptyText'],
  narrowed: ['emptyCategoryTitle', 'emptyCategoryText'],
} as const

/** Stands in the list's place when there is nothing in it. */
export const Empty: Part<HTMLDivElement, EmptyProps> = forwardRef(function Empty({ render, ...props }, ref) {
  const { tab, setCategory } = usePanel('Inbox.Empty')
  const { status, ids, waiting } = usePanelFeed('Inbox.Empty')
  const name = useChosenCategory('Inbox.Empty')
  const text = useText('Inbox.Empty')
  const kind = name !== null ? 'narrowed' : Object.hasOwn(words, tab) ? (tab as keyof typeof words) : 'other'
  const [title, more] = words[kind]
  const part = usePart('div', {
    render,
    ref,
    own: {
      className: 'inbox-empty',
      children: (
        <>
          <InboxIcon />
          <p className="inbox-empty-title">{text(title, { name: name ?? '' })}</p>
          <p className="inbox-empty-text">{text(more)}</p>
          {name !== null && (
            <button type="button" className="inbox-button" onClick={() => setCategory(null)}>
              {text('showAll')}
            </button>
          )}
        </>
      ),
    },
    props,
  })
  return status.kind === 'ready' && ids.length + waiting === 0 ? part : null
})
