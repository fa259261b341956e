import { answerKindOf, type Block, bestRating, type Notification, stateByAnswer } from '@inboxkit/protocol'
import { safeHref } from '../links/safe-href.js'

export type Kind = 'text' | 'image' | 'button' | 'input' | 'textarea' | 'rating'

export interface Placed {
  block: Block
  key: number
}

/** Neighbours of one kind; only buttons are more than one. */
export interface Group {
  kind: Kind
  key: number
  blocks: readonly Placed[]
}

const kinds: Record<string, Kind | undefined> = {
  text: 'text',
  image: 'image',
  button: 'button',
  input: 'input',
  textarea: 'textarea',
  rating: 'rating',
  'rating-star': 'rating',
}

/** What a block is drawn as. `undefined`: it is of no known type, or lacks what it would show or lead to. */
export function kindOf({ type, text, src, link }: Block): Kind | undefined {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (kind === 'text') return text?.trim() ? kind : undefined
  if (kind === 'image') return safeHref(src) ? kind : undefined
  if (kind === 'button') return text?.trim() && (!link || safeHref(link)) ? kind : undefined
  return kind
}

/** Best rating: 5, unless the block says otherwise. */
export const mostOf = ({ max }: Block): number =>
  Math.min(10, Math.max(2, Math.floor(Number(max)) || bestRating))

/**
 * What was answered to a block; `undefined`: nothing. Of a notification whose state was set without an answer, a
 * button that stands for that state counts as pressed.
 */
export function answerTo(
  block: Block,
  { answer, state }: Notification,
): { value: string | number | null } | undefined {
  if (!answerKindOf(block) || state === null) return undefined
  if (answer) return answer.block === block.id ? answer : undefined
  return block.type === 'button' && stateByAnswer(block, null) === state ? { value: null } : undefined
}

/**
 * Puts neighbouring buttons into one row, and leaves out what is not `drawn`. Keys are places among all blocks: what
 * stays keeps its own.
 */
export function groupsOf(blocks: readonly Block[], drawn: ReadonlySet<Block>): Group[] {
  const groups: (Group & { blocks: Placed[] })[] = []
  blocks.forEach((block, key) => {
    const kind = kindOf(block)
    if (!kind) return
    const before = groups.at(-1)
    const isNeighbour = kind === 'button' && before?.kind === kind
    const group = isNeighbour ? before : { kind, key, blocks: [] }
    if (!isNeighbour) groups.push(group)
    if (drawn.has(block)) group.blocks.push({ block, key })
  })
  return groups.filter((group) => group.blocks.length > 0)
}
