import { nextTurn } from '../../next-turn.js'
import { pageSizeOf } from './contents.js'
import { prepareDeliveries } from './deliver-together.js'
import type { Expansion, Preparation } from './expansion.js'
import type { TriggerRow } from './queries.js'
import { isForRuns } from './run-starts.js'
import { prepareStarts } from './start-together.js'

/**
 * Sends to recipients by name, many in a transaction.
 * @returns the ids of those that failed
 */
export const expandTogether = async (
  expansion: Expansion,
  triggers: readonly TriggerRow[],
): Promise<number[]> => [
  ...(await inPages(expansion, triggers.filter(isContent), prepareDeliveries)),
  ...(await inPages(
    expansion,
    triggers.filter((trigger) => !isContent(trigger)),
    prepareStarts,
  )),
]

const isContent = (trigger: TriggerRow): boolean => !isForRuns(trigger)

/** While a page is being written, the next one's recipients are looked up: PostgreSQL does both at once. */
const inPages = async (
  expansion: Expansion,
  triggers: readonly TriggerRow[],
  prepare: Preparation,
): Promise<number[]> => {
  const failed: number[] = []
  const pages = pagesOf(triggers)
  let next = begin(expansion, pages[0], prepare)
  for (const [at, page] of pages.entries()) {
    const current = next
    next = begin(expansion, pages[at + 1], prepare)
    failed.push(...(await expandPage(expansion, page, prepare, current)))
    await nextTurn()
  }
  return failed
}

const begin = (
  expansion: Expansion,
  page: readonly TriggerRow[] | undefined,
  prepare: Preparation,
): ReturnType<Preparation> | undefined => {
  const prepared = page && prepare(expansion, page)
  // Whoever waits for it hears of its failure; until then nobody does.
  prepared?.catch(() => undefined)
  return prepared
}

/** Triggers that fit into one transaction together. Each of them alone does. */
const pagesOf = (triggers: readonly TriggerRow[]): TriggerRow[][] => {
  const pages: TriggerRow[][] = []
  let room = 0
  for (const trigger of triggers) {
    const { recipients, content } = trigger
    const share = (recipients.length + (content.transients?.length ?? 0)) / pageSizeOf(content)
    const page = pages.at(-1)
    if (page && share <= room) page.push(trigger)
    else {
      pages.push([trigger])
      room = 1
    }
    room -= share
  }
  return pages
}

/** A page that fails is taken apart, so that one bad trigger does not hold up its neighbours. */
const expandPage = async (
  expansion: Expansion,
  page: readonly TriggerRow[],
  prepare: Preparation,
  prepared: ReturnType<Preparation> = prepare(expansion, page),
): Promise<number[]> => {
  try {
    const write = await prepared
    await write()
    return []
  } catch (cause) {
    const [first] = page
    if (first && page.length === 1) {
      expansion.onFailure(first.id, cause)
      return [first.id]
    }
    const failed: number[] = []
    for (const trigger of page) failed.push(...(await expandPage(expansion, [trigger], prepare)))
    return failed
  }
}
