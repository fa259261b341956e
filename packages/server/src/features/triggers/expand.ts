import type { Job } from '../../engine/types.js'
import type { ExpandJob } from './accept.js'
import { pageSizeOf } from './contents.js'
import { expandPages } from './expand-pages.js'
import { expandTogether } from './expand-together.js'
import type { Expansion } from './expansion.js'
import { createGathering } from './gather.js'
import { findOpenTriggers, type TriggerRow } from './queries.js'
import { isForRuns } from './run-starts.js'

/** Most triggers read at a time: each may have a thousand recipients. */
const triggersAtATime = 100

/** Most pages of large sends that are worked off at a time: other large sends wait meanwhile. */
const mostPages = 10

/**
 * Works triggers off: recipients become users, users get the notification, or runs start for them. May run again for
 * the same trigger; each recipient gets it once all the same: what was done is not claimed again.
 * @param pagesAtATime of all large sends together, but one of each at least
 * @returns the ids of jobs to try again
 */
export const expand = async (
  expansion: Expansion,
  jobs: readonly Job<ExpandJob>[],
  pagesAtATime: number = mostPages,
): Promise<string[]> => {
  const ids = jobs.flatMap(({ data }) => data.triggerIds)
  const failed = new Set<number>()
  const large: TriggerRow[] = []
  for (let from = 0; from < ids.length; from += triggersAtATime) {
    const triggers = await findOpenTriggers(expansion.db, ids.slice(from, from + triggersAtATime))
    large.push(...triggers.filter(isLarge))
    const small = triggers.filter((trigger) => !isLarge(trigger))
    for (const id of await expandTogether(expansion, small)) failed.add(id)
  }
  const pages = Math.max(1, Math.floor(pagesAtATime / large.length))
  for (const trigger of large) {
    try {
      await expandPages(expansion, trigger, pages)
    } catch (cause) {
      expansion.onFailure(trigger.id, cause)
      failed.add(trigger.id)
    }
  }
  return jobs.filter(({ data }) => data.triggerIds.some((id) => failed.has(id))).map(({ id }) => id)
}

/**
 * What works the queue off: batch after batch, fuller ones while many sends come in. Of a large send it does the first
 * page, so that whoever comes next does not wait for it.
 */
export const createExpander = (
  expansion: Expansion,
): ((jobs: readonly Job<ExpandJob>[]) => Promise<string[]>) => {
  const gather = createGathering()
  return async (jobs) => {
    await gather(jobs.reduce((sum, { data }) => sum + data.triggerIds.length, 0))
    return expand(expansion, jobs, 1)
  }
}

/** What may take more than one page is worked off alone. Runs take nothing of the content along. */
const isLarge = (trigger: TriggerRow): boolean =>
  trigger.audience !== null ||
  (!isForRuns(trigger) && trigger.recipients.length > pageSizeOf(trigger.content))
