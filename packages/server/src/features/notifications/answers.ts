import {
  type Answer,
  answeredBlock,
  type Block,
  type ItemOperation,
  keptAnswer,
  stateByAnswer,
  whyNotAnswer,
} from '@inboxkit/protocol'
import type { Tx } from '../../storage/db.js'
import { mostEventBytes, noteEvents, type Receiving, type UserEvent } from '../events/service.js'
import { isThere } from './fragments.js'
import type { Mark, Marked } from './mark-items.js'

/** The event that tells workflows of an answer whose block names none. */
export const answeredEvent = 'notification.answered'

/** What answers to an item are judged by, and what is told of it. */
export interface Asked {
  id: number
  blocks: Block[] | null
  data: Record<string, unknown> | null
  workflow: string | null
}

/** What of some items can be answered. Those that are gone are left out. */
export const readAsked = async (
  tx: Tx,
  userId: number,
  ids: readonly number[],
): Promise<Map<number, Asked>> => {
  const rows = await tx.many<Asked>`
    select n.id, n.blocks, n.data, n.reason->>'workflow' workflow
    from notification n join feed f on f.user_id = n.user_id
    where n.user_id + 0 = ${userId} and n.id = any(${ids}::bigint[]) and ${isThere}`
  return new Map(rows.map((row) => [row.id, row]))
}

/** What is to be marked. An answer to an item that is gone is left out: the mark will find that out. */
export interface Judged {
  state: string | null | undefined
  answer: Answer | null
  why?: { field: string; message: string }
}

/** What an answer makes of an item, or why it cannot be. */
export const judge = (
  asked: Asked | undefined,
  { answer, state }: Pick<ItemOperation, 'answer' | 'state'>,
): Judged => {
  if (!answer || !asked) return { state, answer: null }
  const blocks = asked.blocks ?? []
  const why = whyNotAnswer(blocks, answer, state)
  const block = answeredBlock(blocks, answer)
  if (why || !block) return { state, answer, ...(why && { why }) }
  return { state: stateByAnswer(block, answer.value), answer: keptAnswer(blocks, answer) }
}

/** Tells workflows of the answers that were taken: one event each, in the same transaction. */
export const tellAnswers = async (
  tx: Tx,
  receiving: Receiving,
  userId: number,
  { changes }: Pick<Marked, 'changes'>,
  marks: readonly Mark[],
  asked: ReadonlyMap<number, Asked>,
): Promise<void> => {
  const changed = new Set(changes.map(({ id }) => id))
  const events = marks.flatMap((mark) => {
    const about = asked.get(mark.id)
    return mark.answer && about && changed.has(mark.id) ? eventOf(mark, mark.answer, about) : []
  })
  if (events.length > 0) await noteEvents(tx, receiving, userId, events)
}

/** Without what the notification carries, where that would make it larger than events can be. */
const eventOf = ({ id, state }: Mark, answer: Answer, { blocks, data, workflow }: Asked): UserEvent => {
  const name = answeredBlock(blocks ?? [], answer)?.event ?? answeredEvent
  const told = { notification: id, ...answer, state, workflow }
  const whole = { ...told, data }
  const isSmall = data === null || Buffer.byteLength(JSON.stringify(whole)) <= mostEventBytes
  return { name, data: isSmall ? whole : told }
}
