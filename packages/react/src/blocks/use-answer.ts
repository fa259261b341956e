'use client'

import { type Block, stateByAnswer } from '@inboxkit/protocol'
import { useItemContext } from '../item/context.js'
import { useRoot } from '../root/context.js'
import { usePerform } from '../toast/use-perform.js'

export type Answer = (block: Block, value: string | number | null) => Promise<void>

/** Answers a block, once for each notification: who answers has read it. A refusal is told already when it rejects. */
export function useAnswer(part: string): Answer {
  const { notification } = useItemContext(part)
  const { inbox, report } = useRoot(part)
  const perform = usePerform(part)
  const { id, readAt } = notification
  return (block, value) => {
    const act = inbox.setState(id, stateByAnswer(block, value), { block: block.id, value })
    perform(act)
    if (!readAt) inbox.markRead(id).catch(report)
    return act
  }
}
