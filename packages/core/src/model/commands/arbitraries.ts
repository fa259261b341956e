import type { Answer, Block, Filter } from '@inboxkit/protocol'
import type { NewItem } from '@inboxkit/testing'
import * as fc from 'fast-check'

/** Filters that overlap, that exclude each other, and one without counts. */
export const aFilter: fc.Arbitrary<Filter> = fc.constantFrom<Filter[]>(
  {},
  { state: 'unread' },
  { state: 'read' },
  { state: 'archived' },
  { state: 'snoozed' },
  { category: 'orders' },
  { category: 'orders', state: 'unread' },
  { tag: 'sale' },
  { tenant: 'acme', state: 'archived' },
  { data: { project: 1 } },
)

/** Most often none. */
export const perhapsAFilter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: aFilter },
)

const perhaps = (weight: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 100 - weight, arbitrary: fc.constant(false) }, { weight, arbitrary: fc.constant(true) })

/** What is in a notification, as far as filters ask; `lifeMs` from now. */
export interface ItemLike {
  isOrder: boolean
  isSale: boolean
  isAcme: boolean
  project: number | null
  lifeMs: number | null
}

export const anItem: fc.Arbitrary<ItemLike> = fc.record({
  isOrder: perhaps(50),
  isSale: perhaps(30),
  isAcme: perhaps(30),
  project: fc.option(fc.nat(1), { freq: 1 }),
  lifeMs: fc.oneof(
    { weight: 19, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: 1000, max: 30_000 }) },
  ),
})

/** What every notification asks; the rest of it can be answered in no way. */
export const answers: readonly Answer[] = [
  { block: 'yes', value: null },
  { block: 'why', value: 'so' },
  { block: 'stars', value: 4 },
]
const blocks: Block[] = [
  { id: 'yes', type: 'button', text: 'Yes', state: 'accepted' },
  { id: 'why', type: 'input' },
  { id: 'stars', type: 'rating' },
]
export const stateBy = ({ block, value }: Answer): string =>
  block === 'yes' ? 'accepted' : block === 'stars' ? String(value) : block

export const toItem = ({ isOrder, isSale, isAcme, project, lifeMs }: ItemLike, now: number): NewItem => ({
  category: isOrder ? 'orders' : null,
  blocks,
  ...(isSale && { tags: ['new', 'sale'] }),
  ...(isAcme && { tenant: 'acme' }),
  ...(project !== null && { data: { project } }),
  ...(lifeMs !== null && { expiresAt: new Date(now + lifeMs).toISOString() }),
})

/** How long something is snoozed. */
export const aSnooze: fc.Arbitrary<number> = fc.integer({ min: 1000, max: 41_000 })
