'use client'

import { forwardRef } from 'react'
import { usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { Skeleton } from './Skeleton.js'

export type LoadMoreProps = PartProps<'div'>

/** Below the list: that older ones are on their way, or that they did not come, with "Try again". */
export const LoadMore: Part<HTMLDivElement, LoadMoreProps> = forwardRef(function LoadMore(
  { render, ...props },
  ref,
) {
  const { hasMore, more, feed } = usePanelFeed('Inbox.LoadMore')
  const text = useText('Inbox.LoadMore')
  const part = usePart('div', {
    render,
    ref,
    state: { failed: typeof more === 'object' },
    own: {
      className: 'inbox-load-more',
      children:
        typeof more === 'object' ? (
          <>
            <p className="inbox-empty-text">{text('failedMore')}</p>
            <button type="button" className="inbox-button" onClick={() => void feed.loadMore()}>
              {text('tryAgain')}
            </button>
          </>
        ) : (
          <Skeleton rows={2} />
        ),
    },
    props,
  })
  return hasMore ? part : null
})
