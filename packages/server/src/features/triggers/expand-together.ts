import { pageSizeOf } from './contents.js'
import { deliverTogether } from './deliver-together.js'
import type { Expansion } from './expansion.js'
import type { TriggerRow } from './queries.js'
import { startTogether } from './start-together.js'

/**
 * Sends to recipients by name, many in a transaction.
 * @returns the ids of those that failed
 */
export const expandTogether = async (
  expansion: Expansion,
  triggers: readonly TriggerRow[],
): Promise<number[]> => [
  ...(await inPages(expansion, triggers.filter(isContent), deliverTogether)),
  ...(await inPages(
    expansion,
    triggers.filter((trigger) => !isContent(trigger)),
    startTogether,
  )),
]

const isContent = ({ workflow_version_id }: TriggerRow): boolean => workflow_version_id === null

type Work = (expansion: Expansion, page: readonly TriggerRow[]) => Promise<void>

const inPages = async (
  expansion: Expansion,
  triggers: readonly TriggerRow[],
  work: Work,
): Promise<number[]> => {
  const failed: number[] = []
  for (const page of pagesOf(triggers)) {
    failed.push(...(await expandPage(expansion, page, work)))
    await new Promise((turn) => setImmediate(turn))
  }
  return failed
}

/** Triggers that fit into one transaction together. Each of them alone does. */
const pagesOf = (triggers: readonly TriggerRow[]): TriggerRow[][] => {
  const pages: TriggerRow[][] = []
  let room = 0
  for (const trigger of triggers) {
    const share = trigger.recipients.length / pageSizeOf(trigger.content)
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
  work: Work,
): Promise<number[]> => {
  try {
    await work(expansion, page)
    return []
  } catch (cause) {
    const [first] = page
    if (first && page.length === 1) {
      expansion.onFailure(first.id, cause)
      return [first.id]
    }
    const failed: number[] = []
    for (const trigger of page) failed.push(...(await expandPage(expansion, [trigger], work)))
    return failed
  }
}
