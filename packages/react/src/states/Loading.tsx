'use client'

import { forwardRef } from 'react'
import { useLate } from '../hooks/use-late.js'
import { usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { Skeleton } from './Skeleton.js'

export type LoadingProps = PartProps<'div'>

/** Skeleton rows for a first page that takes longer than 200 ms. */
export const Loading: Part<HTMLDivElement, LoadingProps> = forwardRef(function Loading(
  { render, ...props },
  ref,
) {
  const { status, ids } = usePanelFeed('Inbox.Loading')
  const text = useText('Inbox.Loading')
  const isLoading = ids.length === 0 && (status.kind === 'loading' || status.kind === 'idle')
  const isLate = useLate(isLoading, 200)
  const part = usePart('div', {
    render,
    ref,
    own: {
      role: 'status',
      className: 'inbox-loading',
      children: (
        <>
          <span className="inbox-hidden">{text('loading')}</span>
          <Skeleton rows={5} />
        </>
      ),
    },
    props,
  })
  return isLate ? part : null
})
