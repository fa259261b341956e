import type { FeedChanges } from '@inboxkit/protocol'
import type { Job } from '../../engine/types.js'
import type { Db } from '../../storage/db.js'
import { findUserIds, saveUsers } from '../users/service.js'
import type { ExpandJob } from './accept.js'
import { type Delivery, deliverPage } from './deliver.js'
import {
  type CategoryRow,
  findCategories,
  findOpenTriggers,
  insertOutcomes,
  saveCategories,
  type TriggerRow,
} from './queries.js'

export interface Expansion {
  db: Db
  now: () => Date
  isConnected: (userId: number) => boolean
  tell: (userId: number, event: FeedChanges) => void
  /** Bids users' sockets look for changes. */
  hint: (userIds: number[]) => void
  onFailure: (triggerId: number, cause: unknown) => void
}

/** Most (trigger, user) pairs in a transaction: PGlite blocks the event loop for the length of a statement. */
const pageSize = 1000

/** Most triggers read at a time: each may have a thousand recipients. */
const triggersAtATime = 100

/**
 * Works triggers off: recipients become users, users get the notification. May run again for the same trigger; each
 * recipient gets it once all the same: a trigger that was expanded is not claimed again.
 * @returns the ids of jobs to try again
 */
export const expand = async (expansion: Expansion, jobs: readonly Job<ExpandJob>[]): Promise<string[]> => {
  const ids = jobs.flatMap(({ data }) => data.triggerIds)
  const failed = new Set<number>()
  for (let from = 0; from < ids.length; from += triggersAtATime) {
    const triggers = await findOpenTriggers(expansion.db, ids.slice(from, from + triggersAtATime))
    for (const page of pagesOf(triggers)) {
      for (const id of await expandPage(expansion, page)) failed.add(id)
      await new Promise((turn) => setImmediate(turn))
    }
  }
  return jobs.filter(({ data }) => data.triggerIds.some((id) => failed.has(id))).map(({ id }) => id)
}

/** Triggers that fit into one transaction together. A trigger has at most `pageSize` recipients. */
const pagesOf = (triggers: readonly TriggerRow[]): TriggerRow[][] => {
  const pages: TriggerRow[][] = []
  let room = 0
  for (const trigger of triggers) {
    const page = pages.at(-1)
    if (page && trigger.recipients.length <= room) page.push(trigger)
    else {
      pages.push([trigger])
      room = pageSize
    }
    room -= trigger.recipients.length
  }
  return pages
}

/** A page that fails is taken apart, so that one bad trigger does not hold up its neighbours. */
const expandPage = async (expansion: Expansion, page: readonly TriggerRow[]): Promise<number[]> => {
  try {
    await deliver(expansion, page)
    return []
  } catch (cause) {
    const [first] = page
    if (first && page.length === 1) {
      expansion.onFailure(first.id, cause)
      return [first.id]
    }
    const failed: number[] = []
    for (const trigger of page) failed.push(...(await expandPage(expansion, [trigger])))
    return failed
  }
}

const identifierOf = (recipient: TriggerRow['recipients'][number]): string =>
  typeof recipient === 'string' ? recipient : recipient.identifier

const deliver = async (
  { db, now, isConnected, tell, hint }: Expansion,
  page: readonly TriggerRow[],
): Promise<void> => {
  for (const trigger of page) await saveInlineUsers(db, trigger)
  const categories = await resolveCategories(db, page, now())
  const { pairs, unknown } = await resolveRecipients(db, page)
  const userIds = [...new Set(pairs.map(({ userId }) => userId))]
  const told = userIds.filter(isConnected)

  await db.transaction(async (tx) => {
    const contents = page.map(({ content, app_id }) => {
      const category = categories.get(`${app_id}:${content.category}`)
      return { ...content, categoryId: category?.id ?? null, isRequired: category?.is_required ?? false }
    })
    const ids = page.map(({ id }) => id)
    const { events } = await deliverPage(tx, ids, pairs, contents, told, now())
    if (unknown.length > 0) await insertOutcomes(tx, unknown, now())
    tx.afterCommit(() => {
      for (const { userId, event } of events) tell(userId, event)
      // Whoever connected while the page was being written has no event, and may have read before the commit.
      const wasTold = new Set(told)
      const late = userIds.filter((userId) => !wasTold.has(userId) && isConnected(userId))
      if (late.length > 0) hint(late)
    })
  })
}

/** Inline recipients become users first, in a transaction of their own: feed rows are locked before all else later. */
const saveInlineUsers = async (db: Db, { app_id, recipients, accepted_at }: TriggerRow): Promise<void> => {
  const inline = new Map<string, Record<string, unknown>>()
  for (const recipient of recipients) {
    if (typeof recipient === 'string') continue
    const { identifier, ...profile } = recipient
    inline.set(identifier, { ...inline.get(identifier), ...profile })
  }
  if (inline.size === 0) return
  const users = [...inline].map(([identifier, profile]) => ({ identifier, profile }))
  await saveUsers(db, app_id, users, accepted_at)
}

const resolveCategories = async (
  db: Db,
  page: readonly TriggerRow[],
  at: Date,
): Promise<Map<string, CategoryRow>> => {
  const named = page.flatMap(({ app_id, content }) =>
    content.category ? [{ app_id, identifier: content.category }] : [],
  )
  if (named.length === 0) return new Map()
  const appIds = named.map(({ app_id }) => app_id)
  const identifiers = named.map(({ identifier }) => identifier)
  let found = await findCategories(db, appIds, identifiers)
  if (found.length < new Set(named.map(({ app_id, identifier }) => `${app_id}:${identifier}`)).size) {
    await saveCategories(db, appIds, identifiers, at)
    found = await findCategories(db, appIds, identifiers)
  }
  return new Map(found.map((row) => [`${row.app_id}:${row.identifier}`, row]))
}

interface Unknown {
  triggerId: number
  recipient: string
  reason: string
}

/** Who gets what, each user once per trigger. Plain recipients that nobody knows are dropped, and noted. */
const resolveRecipients = async (
  db: Db,
  page: readonly TriggerRow[],
): Promise<{ pairs: Delivery[]; unknown: Unknown[] }> => {
  const known = new Map<string, number>()
  for (const appId of new Set(page.map(({ app_id }) => app_id))) {
    const asked = page
      .filter(({ app_id }) => app_id === appId)
      .flatMap(({ recipients }) => recipients.map(identifierOf))
    for (const [identifier, id] of await findUserIds(db, appId, [...new Set(asked)]))
      known.set(`${appId}:${identifier}`, id)
  }
  const pairs: Delivery[] = []
  const unknown: Unknown[] = []
  for (const [content, { id: triggerId, app_id, recipients }] of page.entries())
    for (const recipient of new Set(recipients.map(identifierOf))) {
      const userId = known.get(`${app_id}:${recipient}`)
      if (userId === undefined) unknown.push({ triggerId, recipient, reason: 'unknown_recipient' })
      else pairs.push({ triggerId, step: 0, userId, content })
    }
  return { pairs, unknown }
}
