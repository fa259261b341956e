'use client'

import type { Block } from '@inboxkit/protocol'
import { useItemContext } from '../item/context.js'
import { useRoot } from '../root/context.js'
import { usePerform } from '../toast/use-perform.js'
import { draftKey, draftsOf } from './drafts.js'
import { stateBy } from './kinds.js'

export type Answer = (block: Block, value: string | number | null) => void

/** Answers a block, which is done once for each notification. Who answers has read it. */
export function useAnswer(part: string): Answer {
  const { notification } = useItemContext(part)
  const { inbox, report } = useRoot(part)
  const perform = usePerform(part)
  const { id, readAt } = notification
  return (block, value) => {
    const act = inbox.setState(id, stateBy(block, value), { block: block.id, value })
    perform(act)
    act.then(
      () => draftsOf(inbox).delete(draftKey(id, block.id)),
      () => {},
    )
    if (!readAt) inbox.markRead(id).catch(report)
  }
}
