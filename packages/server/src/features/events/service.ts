import { type EventAnswer, type NewEvent, problem } from '@inboxkit/protocol'
import type { Engine } from '../../engine/types.js'
import type { Db, Sql, Tx } from '../../storage/db.js'
import { findEventRows, insertEvent, insertUserEvents, type Looking } from './queries.js'

export { purgeEvents, type WaitingRun } from './queries.js'

/** Queue of events that are to be told to the runs that wait for them. */
export const eventQueue = 'event.match'
export interface EventJob {
  eventId: number
}

/** Queue of runs that have just begun to wait: their event may have come while they were on their way to it. */
export const recheckQueue = 'event.recheck'
export interface RecheckJob {
  /** Up to 1,000. */
  runIds: number[]
}

export interface Receiving {
  engine: Engine
  now: () => Date
}

/**
 * Writes an event down, with the job that tells it to the runs that wait for it.
 * @throws Problem `user_not_found`
 */
export const receiveEvent = (
  db: Db,
  { engine, now }: Receiving,
  appId: number,
  { event, recipient, data }: NewEvent,
): Promise<EventAnswer> =>
  db.transaction(async (tx) => {
    const eventId = await insertEvent(
      tx,
      { appId, name: event, recipient: recipient ?? null, data: data ?? null },
      now(),
    )
    if (eventId === undefined) throw problem('user_not_found', { detail: `No such user: ${recipient}` })
    await engine.enqueue(tx, eventQueue, [{ data: { eventId } satisfies EventJob }])
    return { eventId }
  })

/** Most bytes of an event's data, as JSON. */
export const mostEventBytes = 65_536

/** Something that a user did. */
export interface UserEvent {
  name: string
  data: Record<string, unknown>
}

/** Writes down what a user of ours did, in the caller's transaction, as `receiveEvent` does. */
export const noteEvents = async (
  tx: Tx,
  { engine, now }: Receiving,
  userId: number,
  events: readonly UserEvent[],
): Promise<void> => {
  const ids = await insertUserEvents(tx, userId, events, now())
  await engine.enqueue(
    tx,
    eventQueue,
    ids.map((eventId) => ({ data: { eventId } satisfies EventJob })),
  )
}

/** What a run sees of an event. */
export interface Happened {
  data: unknown
  at: Date
}

/** Most events read of one run. */
export const mostEvents = 10
/** Runs in a statement, so that its answer stays below what a text value holds. */
const readSize = 100

/**
 * The newest 10 events of each run's user, or of nobody in particular, since an instant; oldest first. A run without any
 * is left out.
 */
export const findEvents = async (
  db: Sql,
  asked: readonly Looking[],
): Promise<Map<number, (Happened & { id: number })[]>> => {
  const found = new Map<number, (Happened & { id: number })[]>()
  for (let from = 0; from < asked.length; from += readSize)
    for (const { runId, id, data, at } of await findEventRows(
      db,
      asked.slice(from, from + readSize),
      mostEvents,
    ))
      found.set(runId, [...(found.get(runId) ?? []), { id, data, at: new Date(at) }])
  return found
}
