'use client'

import { forwardRef } from 'react'
import { usePicked } from '../hooks/use-readable.js'
import { useKeys } from '../keys/use-keys.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { Arrivals } from './Arrivals.js'
import { PanelContext } from './context.js'
import { usePanelValue } from './use-panel-value.js'

export type PanelProps = PartProps<'section'>

/** The panel as a column in the page: always there, scrolled by the page. For `layout="page"`. */
export const Panel: Part<HTMLElement, PanelProps> = forwardRef(function Panel(
  { render, children, ...props },
  ref,
) {
  const { panelId, texts } = useRoot('Inbox.Panel')
  const panel = usePanelValue(() => {})
  const isSelecting = usePicked(panel.selection, (ticked) => ticked !== null, false)
  const part = usePart('section', {
    render,
    ref,
    state: { look: 'page', selecting: isSelecting },
    own: {
      id: panelId,
      className: 'inbox-panel',
      tabIndex: -1,
      'aria-labelledby': panel.titleId,
      onKeyDown: useKeys(panel),
    },
    props: {
      ...props,
      children: (
        <PanelContext.Provider value={panel}>
          {children}
          <Arrivals />
        </PanelContext.Provider>
      ),
    },
  })
  // In a moment it speaks its user's language.
  return texts ? part : null
})
