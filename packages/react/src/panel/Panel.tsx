'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { PanelContext } from './context.js'
import { usePanelValue } from './use-panel-value.js'

export type PanelProps = PartProps<'section'>

/** The panel as a column in the page: always there, scrolled by the page. For `layout="page"`. */
export const Panel: Part<HTMLElement, PanelProps> = forwardRef(function Panel(
  { render, children, ...props },
  ref,
) {
  const { panelId } = useRoot('Inbox.Panel')
  const panel = usePanelValue(() => {})
  return usePart('section', {
    render,
    ref,
    state: { look: 'page' },
    own: { id: panelId, className: 'inbox-panel', 'aria-labelledby': panel.titleId },
    props: {
      ...props,
      children: <PanelContext.Provider value={panel}>{children}</PanelContext.Provider>,
    },
  })
})
