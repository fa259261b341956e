import { nextTurn } from '../../next-turn.js'
import type { Db } from '../../storage/db.js'
import { purgeBuckets } from '../batches/service.js'
import { purgeEvents } from '../events/service.js'
import { operationLifeMs } from '../notifications/batch.js'
import { undoMs } from '../notifications/undo.js'
import { purgeThrottles } from '../throttles/service.js'
import {
  purgeContent,
  purgeIdempotencyKeys,
  purgeOperations,
  purgeRemovedUsers,
  purgeTombstones,
  sweepCleared,
  sweepSize,
} from './queries.js'

const tombstoneMs = 30 * 24 * 3600 * 1000
const idempotencyMs = 24 * 3600 * 1000
/** Longer than any send may wait. */
const removedUserMs = 400 * 24 * 3600 * 1000
const eventMs = 7 * 24 * 3600 * 1000
/** Nothing needs a closed bucket: the runs in it say what was in it. */
const bucketMs = 24 * 3600 * 1000

/** Most rounds of one rule in a run, so that a large backlog does not keep the others waiting. */
const mostRounds = 50

/** Removes what has had its time. Safe to run on several nodes at once. */
export const maintain = async (db: Db, now: Date): Promise<void> => {
  const before = (ageMs: number): Date => new Date(now.getTime() - ageMs)
  await drain(() => purgeContent(db, before(undoMs)))
  await drain(() => db.transaction((tx) => sweepCleared(tx, before(undoMs))))
  await drain(() => db.transaction((tx) => purgeTombstones(tx, before(tombstoneMs))))
  await drain(() => purgeOperations(db, before(operationLifeMs)))
  await drain(() => purgeIdempotencyKeys(db, before(idempotencyMs)))
  await drain(() => purgeRemovedUsers(db, before(removedUserMs)))
  await drain(() => purgeEvents(db, before(eventMs), sweepSize))
  await drain(() => purgeBuckets(db, before(bucketMs), sweepSize))
  await drain(() => purgeThrottles(db, now, sweepSize))
}

const drain = async (round: () => Promise<number>): Promise<void> => {
  for (let rounds = 0; rounds < mostRounds && (await round()) > 0; rounds++) await nextTurn()
}
