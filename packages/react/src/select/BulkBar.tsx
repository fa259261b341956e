'use client'

import { forwardRef, type ReactElement, type ReactNode, type Ref, useEffect, useMemo, useRef } from 'react'
import { usePicked, useReadable } from '../hooks/use-readable.js'
import { ArchiveIcon, CheckIcon, CloseIcon, TrashIcon, UnarchiveIcon, UnreadIcon } from '../icons/icons.js'
import { usePanel, usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { usePerform } from '../toast/use-perform.js'
import { actsOn } from './acts-on.js'
import { keepOnly } from './selection.js'
import { useAnyUnread } from './use-any-unread.js'

export type BulkBarProps = PartProps<'div'>

const none: readonly number[] = []

/**
 * What can be done with all that is ticked. There while somebody is selecting; the stylesheet hides the tabs before
 * it, or the header where there are none.
 */
export const BulkBar: Part<HTMLDivElement, BulkBarProps> = forwardRef(function BulkBar(props, ref) {
  const { selection } = usePanel('Inbox.BulkBar')
  const isSelecting = usePicked(selection, (ticked) => ticked !== null, false)
  return isSelecting ? <Shown {...props} forwarded={ref} /> : null
})

function Shown({
  forwarded,
  render,
  ...props
}: BulkBarProps & { forwarded: Ref<HTMLDivElement> }): ReactElement {
  const { inbox } = useRoot('Inbox.BulkBar')
  const { selection, filter, list } = usePanel('Inbox.BulkBar')
  const { ids } = usePanelFeed('Inbox.BulkBar')
  const text = useText('Inbox.BulkBar')
  const acts = actsOn(inbox, filter, usePerform('Inbox.BulkBar'))
  const ticked = useReadable(selection, null)
  const chosen = useMemo(() => (ticked ? [...ticked] : none), [ticked])
  const isUnread = useAnyUnread(inbox, chosen)
  const isArchive = filter.state === 'archived'
  useEffect(() => keepOnly(selection, ids), [selection, ids])

  const end = () => {
    list.current?.focus()
    selection.set(null)
  }
  const button = (name: string, icon: ReactNode, act: (ids: readonly number[]) => void, ends = true) => (
    <button
      type="button"
      className="inbox-icon-button"
      title={name}
      aria-label={name}
      aria-disabled={chosen.length === 0}
      data-disabled={chosen.length === 0 ? '' : undefined}
      onClick={() => {
        if (chosen.length === 0) return
        if (ends) end()
        act(chosen)
      }}
    >
      {icon}
    </button>
  )
  return usePart('div', {
    render,
    ref: forwarded,
    state: { count: chosen.length },
    own: {
      role: 'group',
      'aria-label': text('selection'),
      className: 'inbox-bulk-bar',
      children: (
        <>
          <All
            chosen={chosen.length}
            of={ids.length}
            onAll={(all) => selection.set(new Set(all ? ids : none))}
          />
          <output className="inbox-title">{text('selectedCount', { count: chosen.length })}</output>
          {isUnread
            ? button(text('markRead'), <CheckIcon />, acts.read, false)
            : button(text('markUnread'), <UnreadIcon />, acts.unread, false)}
          {isArchive
            ? button(text('unarchive'), <UnarchiveIcon />, acts.archive)
            : button(text('archive'), <ArchiveIcon />, acts.archive)}
          {button(text('remove'), <TrashIcon />, acts.remove)}
          <button
            type="button"
            className="inbox-icon-button"
            title={text('done')}
            aria-label={text('done')}
            onClick={end}
          >
            <CloseIcon />
          </button>
        </>
      ),
    },
    props,
  })
}

interface AllProps {
  chosen: number
  of: number
  onAll: (all: boolean) => void
}

/** Ticks all that were loaded, or none; in between while some are. */
function All({ chosen, of, onAll }: AllProps): ReactElement {
  const text = useText('Inbox.BulkBar')
  const box = useRef<HTMLInputElement>(null)
  const isAll = of > 0 && chosen === of
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosen > 0 && !isAll
  }, [chosen, isAll])
  return (
    <input
      ref={box}
      type="checkbox"
      className="inbox-checkbox"
      aria-label={text('selectAll')}
      checked={isAll}
      onChange={() => onAll(!isAll)}
    />
  )
}
