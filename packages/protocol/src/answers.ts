import type { Answer, Block } from './notification.js'

/** Most characters of a written answer, and the best rating, where a block does not say. */
export const longestAnswer = 4000
export const bestRating = 5

/** How a block can be answered; `null` = it cannot. */
export const answerKindOf = ({ type, link }: Block): 'button' | 'text' | 'rating' | null => {
  if (type === 'button') return link ? null : 'button'
  if (type === 'input' || type === 'textarea') return 'text'
  return type === 'rating-star' || type === 'rating' ? 'rating' : null
}

/** What `state` of a notification becomes when one of its blocks is answered. */
export const stateByAnswer = (block: Block, value: Answer['value']): string =>
  block.state ?? (answerKindOf(block) === 'rating' ? String(value) : block.id)

/** The block that an answer means. */
export const answeredBlock = (blocks: readonly Block[], { block: id }: Answer): Block | undefined =>
  blocks.find((block) => block.id === id && answerKindOf(block))

const mostNamed = 10

const whyNotValue = (block: Block, value: Answer['value']): string | undefined => {
  const { text, max = bestRating, maxLength = longestAnswer } = block
  const kind = answerKindOf(block)
  if (kind === 'button')
    return value === null || value === text
      ? undefined
      : `must be null${text === undefined ? '' : `, or the button’s text: ${text}`}`
  if (kind === 'rating')
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max
      ? undefined
      : `must be an integer from 1 to ${max}`
  return typeof value === 'string' && value.length >= 1 && value.length <= maxLength
    ? undefined
    : `must be a string of 1 to ${maxLength} characters`
}

/**
 * Why a notification with these blocks cannot be answered so.
 * @param state what it is to become; `undefined` = as the block says
 * @returns the field of the request, and what is allowed there; `undefined` = it can
 */
export const whyNotAnswer = (
  blocks: readonly Block[],
  answer: Answer,
  state?: string | null,
): { field: string; message: string } | undefined => {
  const block = answeredBlock(blocks, answer)
  if (!block) {
    const ids = blocks.filter(answerKindOf).map(({ id }) => id)
    const some = ids.slice(0, mostNamed).join(', ')
    const message =
      ids.length === 0
        ? 'must be left out: nothing of this notification can be answered'
        : `must be one of ${some}${ids.length > mostNamed ? ', …' : ''}`
    return { field: ids.length === 0 ? 'answer' : 'answer.block', message }
  }
  const why = whyNotValue(block, answer.value)
  if (why !== undefined) return { field: 'answer.value', message: why }
  const expected = stateByAnswer(block, answer.value)
  return state === undefined || state === expected
    ? undefined
    : { field: 'state', message: `must be ${expected}, as the block says, or be left out` }
}

/** An answer as it is kept: what a button says is its text, also for those who do not repeat it. */
export const keptAnswer = (blocks: readonly Block[], answer: Answer): Answer => ({
  block: answer.block,
  value: answer.value ?? answeredBlock(blocks, answer)?.text ?? null,
})
