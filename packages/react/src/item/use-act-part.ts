'use client'

import type { ReactElement, Ref } from 'react'
import type { Props } from '../part/merge-props.js'
import { type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useItemContext } from './context.js'
import type { Act } from './use-acts.js'

interface Drawing {
  props: PartProps<'button'>
  ref: Ref<HTMLButtonElement>
  /** What it is besides the act. */
  own?: Props
}

/** A button for one act on an item: an icon that is called as the act is. Not there where there is no such act. */
export function useActPart(
  part: string,
  act: Act | undefined,
  { props: { render, ...props }, ref, own }: Drawing,
): ReactElement | null {
  const { tabIndex } = useItemContext(part)
  const { shortcuts } = useRoot(part)
  const drawn = usePart('button', {
    render,
    ref,
    state: act?.state,
    own: {
      type: 'button',
      className: 'inbox-icon-button',
      title: act?.name,
      'aria-label': act?.name,
      'aria-keyshortcuts': shortcuts ? act?.keys : undefined,
      tabIndex,
      onClick: act?.run,
      children: act?.icon,
      ...own,
    },
    props,
  })
  return act ? drawn : null
}
