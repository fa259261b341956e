import type { Recipient } from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'
import { findUserIds, saveUsers } from '../users/service.js'
import { keepAddresses } from './inline-addresses.js'
import type { NewOutcome } from './outcomes.js'
import type { TriggerRow } from './queries.js'

/** Somebody that a trigger reaches, and over which channels of their own choice; `null` = all. */
export interface Reached {
  userId: number
  channels: readonly string[] | null
}

/** What templates may say of a user. */
export interface Person {
  identifier: string
  profile: Record<string, unknown>
}

const identifierOf = (recipient: Recipient): string =>
  typeof recipient === 'string' ? recipient : recipient.identifier

/**
 * Inline recipients, and an inline actor, become users first, with the addresses that come along; in transactions of
 * their own: feed rows are locked before all else later.
 */
export const saveInlineUsers = async (
  db: Db,
  {
    app_id,
    recipients,
    accepted_at,
    content,
  }: Pick<TriggerRow, 'app_id' | 'recipients' | 'accepted_at' | 'content'>,
): Promise<void> => {
  const inline = new Map<string, Record<string, unknown>>()
  for (const recipient of recipients) {
    if (typeof recipient === 'string') continue
    const { identifier, ...profile } = recipient
    inline.set(identifier, { ...inline.get(identifier), ...profile })
  }
  const { actor, perRecipient } = content
  if (actor?.identifier !== undefined && actor.inline)
    inline.set(actor.identifier, { ...actor.inline, ...inline.get(actor.identifier) })
  if (inline.size === 0) return
  const users = [...inline].map(([identifier, profile]) => ({ identifier, profile }))
  const saved = await saveUsers(db, app_id, users, accepted_at)
  if (perRecipient) await keepAddresses(db, { app_id, accepted_at }, saved, perRecipient)
}

export interface Resolved {
  /** Each once. */
  users: { userId: number; identifier: string }[]
  unknown: string[]
}

/** Who is who among the recipients that triggers name, each user once per trigger, and the names that are nobody's. */
export const resolveRecipients = async (
  db: Sql,
  triggers: readonly TriggerRow[],
): Promise<Map<TriggerRow, Resolved>> => {
  const known = new Map<number, Map<string, number>>()
  for (const appId of new Set(triggers.map(({ app_id }) => app_id))) {
    const asked = triggers
      .filter(({ app_id }) => app_id === appId)
      .flatMap(({ recipients }) => recipients.map(identifierOf))
    known.set(appId, asked.length === 0 ? new Map() : await findUserIds(db, appId, [...new Set(asked)]))
  }
  return new Map(
    triggers.map((trigger) => {
      const ids = known.get(trigger.app_id)
      const users: Resolved['users'] = []
      const unknown: string[] = []
      for (const identifier of new Set(trigger.recipients.map(identifierOf))) {
        const userId = ids?.get(identifier)
        if (userId === undefined) unknown.push(identifier)
        else users.push({ userId, identifier })
      }
      return [trigger, { users, unknown }]
    }),
  )
}

/** Names that are nobody's, as outcomes. */
export const unknownOf = (
  resolved: Awaited<ReturnType<typeof resolveRecipients>>,
): (NewOutcome & { recipient: string })[] =>
  [...resolved].flatMap(([{ id }, { unknown }]) =>
    unknown.map((recipient) => ({ triggerId: id, step: 0, recipient, reason: 'unknown_recipient' })),
  )

export const findPersons = async (db: Sql, userIds: readonly number[]): Promise<Map<number, Person>> => {
  if (userIds.length === 0) return new Map()
  const rows = rowsIn<Person & { id: number }>(
    await db.one<JsonRows>`
      select json_agg(found)::text json from (
        select id, identifier, profile from app_user where id = any(${userIds}::bigint[])
      ) found`,
  )
  return new Map(rows.map(({ id, ...person }) => [id, person]))
}

/** What is known of some users, each asked for once; nothing of whoever is none. */
export const findProfiles = async (
  db: Sql,
  asked: readonly { appId: number; identifier: string }[],
): Promise<(appId: number, identifier: string) => Record<string, unknown>> => {
  const nameOf = (appId: number, identifier: string): string => `${appId}:${identifier}`
  const named = [...new Map(asked.map((one) => [nameOf(one.appId, one.identifier), one])).values()]
  if (named.length === 0) return () => ({})
  const rows = await db.many<{ app_id: number; identifier: string; profile: Record<string, unknown> }>`
    select u.app_id, u.identifier, u.profile
    from unnest(
      ${named.map(({ appId }) => appId)}::bigint[], ${named.map(({ identifier }) => identifier)}::text[]
    ) as given(app_id, identifier)
    cross join lateral (
      select * from app_user where app_id = given.app_id and identifier = given.identifier limit 1
    ) u`
  const found = new Map(rows.map((row) => [nameOf(row.app_id, row.identifier), row.profile]))
  return (appId, identifier) => found.get(nameOf(appId, identifier)) ?? {}
}
