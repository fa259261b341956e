'use client'

import type { Undoable } from '@inboxkit/core'
import type { ReactElement } from 'react'
import { usePicked } from '../hooks/use-readable.js'
import { useRoot } from '../root/context.js'
import { Isolated } from '../text/Isolated.js'
import { useLaterText } from '../text/use-later-text.js'
import { usePerform } from '../toast/use-perform.js'
import { useItemContext } from './context.js'
import { mutedOf } from './muted.js'

/** Turns the item's category off everywhere, or on again: `undefined` = it has none. */
export function useMute(part: string): { name: ReactElement; isMuted: boolean; run: () => void } | undefined {
  const { category } = useItemContext(part).notification
  const { inbox } = useRoot(part)
  const perform = usePerform(part)
  const text = useLaterText(part)
  const muted = mutedOf(inbox)
  const isMuted = usePicked(muted, (ids) => Boolean(category && ids.has(category.id)), false)
  if (!category) return
  const { id, name } = category
  const show = (now: boolean) => {
    const ids = new Set(muted.get())
    if (now) ids.add(id)
    else ids.delete(id)
    muted.set(ids)
  }
  /** Shown at once, and as before where it is refused. */
  const showing = (now: boolean, act: Promise<void>): Promise<void> => {
    show(now)
    act.catch(() => show(!now))
    return act
  }
  return {
    name: <Isolated text={text(isMuted ? 'unmute' : 'mute', { name })} />,
    isMuted,
    run: () => {
      const act: Undoable = isMuted ? inbox.account.unmute(category) : inbox.account.mute(category)
      const shown = showing(!isMuted, act).then(() => {})
      const undo = () => showing(isMuted, act.undo())
      perform(Object.assign(shown, { undo }), isMuted ? 'saidUnmuted' : 'saidMuted')
    },
  }
}
