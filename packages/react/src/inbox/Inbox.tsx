'use client'

import { clientProblem } from '@inboxkit/protocol'
import { forwardRef, type ReactElement, useCallback } from 'react'
import { Badge } from '../bell/Badge.js'
import { Bell } from '../bell/Bell.js'
import type { Part } from '../part/use-part.js'
import { useOpen, useRoot } from '../root/context.js'
import { Root, type RootProps } from '../root/Root.js'
import { prefetchPanel } from './panel-chunk.js'
import { usePanelChunk } from './use-panel-chunk.js'
import { useStylesheetCheck } from './use-stylesheet-check.js'

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
  <Bell onPointerEnter={prefetchPanel} onFocus={prefetchPanel}>
    <Badge />
  </Bell>
)

function LazyPanel(): ReactElement | null {
  const { layout, report } = useRoot('Inbox')
  const { open } = useOpen()
  const onError = useCallback((cause: unknown) => report(clientProblem('offline', { cause })), [report])
  const module = usePanelChunk(open || layout === 'page', onError)
  useStylesheetCheck()
  return module ? (
    <>
      <module.InboxPanel />
      <module.Toasts />
    </>
  ) : null
}
