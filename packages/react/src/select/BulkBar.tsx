'use client'

import { forwardRef, type ReactElement, type ReactNode, type Ref, useEffect, useMemo } from 'react'
import { usePicked, useReadable } from '../hooks/use-readable.js'
import { CheckIcon, ClockIcon, CloseIcon } from '../icons/icons.js'
import { ArchiveIcon, TrashIcon, UnarchiveIcon, UnreadIcon } from '../icons/menu-icons.js'
import { usePanel, usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { usePerform } from '../toast/use-perform.js'
import { actsOn } from './acts-on.js'
import { BulkButton } from './BulkButton.js'
import { BulkSnooze } from './BulkSnooze.js'
import { SelectAll } from './SelectAll.js'
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
  const text = useLaterText('Inbox.BulkBar')
  const acts = actsOn(inbox, filter, usePerform('Inbox.BulkBar'))
  const ticked = useReadable(selection, null)
  const chosen = useMemo(() => (ticked ? [...ticked] : none), [ticked])
  const isUnread = useAnyUnread(inbox, chosen)
  const isIdle = chosen.length === 0
  useEffect(() => keepOnly(selection, ids), [selection, ids])

  const end = () => {
    list.current?.focus()
    selection.set(null)
  }
  // What takes rows away ends selecting: nothing that was ticked is left.
  const away = (act: (ids: readonly number[]) => void) => () => {
    end()
    act(chosen)
  }
  const button = (name: Parameters<typeof text>[0], icon: ReactNode, onClick: () => void) => (
    <BulkButton name={text(name)} icon={icon} isIdle={isIdle} onClick={onClick} />
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
          <SelectAll
            chosen={chosen.length}
            of={ids.length}
            onAll={(all) => selection.set(new Set(all ? ids : none))}
          />
          <output className="inbox-title">{text('selectedCount', { count: chosen.length })}</output>
          {isUnread
            ? button('markRead', <CheckIcon />, () => acts.read(chosen))
            : button('markUnread', <UnreadIcon />, () => acts.unread(chosen))}
          {filter.state === 'archived'
            ? button('unarchive', <UnarchiveIcon />, away(acts.archive))
            : button('archive', <ArchiveIcon />, away(acts.archive))}
          {filter.state === 'snoozed' && button('unsnooze', <ClockIcon />, away(acts.unsnooze))}
          {filter.state !== 'snoozed' && filter.state !== 'archived' && (
            <BulkSnooze isIdle={isIdle} onSnooze={(until) => away((of) => acts.snooze(of, until))()} />
          )}
          {button('remove', <TrashIcon />, away(acts.remove))}
          <BulkButton name={text('done')} icon={<CloseIcon />} onClick={end} />
        </>
      ),
    },
    props,
  })
}
