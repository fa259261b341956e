import { nextTurn } from '../../next-turn.js'
import type { Db } from '../../storage/db.js'
import { expireOld, purgeRequests, purgeStatusEvents, type ScannedPage } from './retention-queries.js'

export interface Retention {
  /** How long what became of requests is kept; 30 when absent. */
  retentionDays?: number | undefined
  /** How long notifications stay; absent = for ever. */
  notificationDays?: number | undefined
}

const dayMs = 24 * 3600 * 1000
const usualDays = 30
/** Pages of one table in a run, so that a large backlog does not keep the others waiting. */
const mostPages = 50
/** What is still waited for stays behind and is met again by the next walk: not too often. */
const restMs = 3600 * 1000

/**
 * Walks through the old part of the tables that grow with every send, in the order in which rows came: no index has to
 * be kept for it. Goes on where it stopped; from the beginning after a rest. Safe to run on several nodes at once.
 */
export const createRetention = (
  db: Db,
  { retentionDays = usualDays, notificationDays }: Retention,
): ((now: Date) => Promise<void>) => {
  const walks = [
    walk(retentionDays, (before, after) => purgeRequests(db, before, after)),
    walk(retentionDays, (before, after) => purgeStatusEvents(db, before, after)),
    ...(notificationDays === undefined
      ? []
      : [walk(notificationDays, (before, after, now) => expireOld(db, before, after, now))]),
  ]
  return async (now) => {
    for (const goOn of walks) await goOn(now)
  }
}

const walk = (
  days: number,
  work: (before: Date, after: number, now: Date) => Promise<ScannedPage>,
): ((now: Date) => Promise<void>) => {
  let after = 0
  let restsUntil = 0
  return async (now) => {
    if (now.getTime() < restsUntil) return
    const before = new Date(now.getTime() - days * dayMs)
    for (let pages = 0; pages < mostPages; pages++) {
      const { last, isEnd } = await work(before, after, now)
      if (isEnd || last === undefined) {
        after = 0
        restsUntil = now.getTime() + restMs
        return
      }
      after = last
      await nextTurn()
    }
  }
}
