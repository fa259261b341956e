'use client'

import { forwardRef, type ReactElement } from 'react'
import { Badge } from '../bell/Badge.js'
import { Bell } from '../bell/Bell.js'
import type { Part } from '../part/use-part.js'
import { useOpen, useRoot } from '../root/context.js'
import { Root, type RootProps } from '../root/Root.js'
import { panelChunk } from './panel-chunk.js'
import { useChunk } from './use-chunk.js'
import { useIdlePrefetch } from './use-idle-prefetch.js'
import { useStylesheetCheck } from './use-stylesheet-check.js'
import { useWarmFormatters } from './use-warm-formatters.js'

export type InboxProps = Omit<RootProps, 'children' | 'render'>

/**
 * The whole inbox: a bell with its count, and behind it the list. With `layout="page"` just the list, as a column in
 * the page. Everything in it is a part of `@inboxkit/react/parts`.
 */
export const Inbox: Part<HTMLDivElement, InboxProps> = forwardRef(function Inbox(props, ref) {
  return (
    <Root {...props} ref={ref}>
      {props.layout !== 'page' && <PrefetchingBell />}
      <LazyPanel />
    </Root>
  )
})

const PrefetchingBell = (): ReactElement => (
  <Bell onPointerEnter={panelChunk.prefetch} onFocus={panelChunk.prefetch}>
    <Badge />
  </Bell>
)

function LazyPanel(): ReactElement | null {
  const { layout } = useRoot('Inbox')
  const { open } = useOpen()
  const isWanted = open || layout === 'page'
  const module = useChunk('Inbox', panelChunk, isWanted)
  useWarmFormatters(isWanted)
  useIdlePrefetch(panelChunk)
  useStylesheetCheck()
  return module ? (
    <>
      <module.InboxPanel />
      <module.LazyToasts />
    </>
  ) : null
}
