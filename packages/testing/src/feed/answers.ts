import {
  type Answer,
  answeredBlock,
  type ItemOperation,
  keptAnswer,
  stateByAnswer,
  whyNotAnswer,
} from '@inboxkit/protocol'
import type { Content, Standing } from './state.js'

/** An answer as workflows are told of it: `event` is what their `waitFor` steps wait for, the rest is its data. */
export interface ToldAnswer extends Answer {
  event: string
  /** Its id. */
  notification: number
  state: string
  workflow: string | null
  data: Record<string, unknown> | null
}

/** What an answer makes of an item, and what is told of it; or why it cannot be. */
export type Judged =
  | { why: { field: string; message: string } }
  | { state: string; answer: Answer; told: ToldAnswer }

export const alreadyAnswered = 'This notification has been answered already'

export const judgeAnswer = (
  { id, blocks, data, reason }: Content,
  answer: Answer,
  said: ItemOperation['state'],
): Judged => {
  const why = whyNotAnswer(blocks, answer, said)
  const block = answeredBlock(blocks, answer)
  if (why || !block) return { why: why ?? { field: 'answer', message: 'must be of this notification' } }
  const state = stateByAnswer(block, answer.value)
  const kept = keptAnswer(blocks, answer)
  const event = block.event ?? 'notification.answered'
  return {
    state,
    answer: kept,
    told: { event, notification: id, ...kept, state, workflow: reason?.workflow ?? null, data },
  }
}

/** Whether an item has an answer, and another one; or a state that is none. */
export const isAnsweredOtherwise = ({ state, answer }: Standing, given: Answer): boolean =>
  state !== null && !(answer?.block === given.block && answer.value === given.value)
