import type { NotificationReason } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { findTenantProperties } from '../tenants/service.js'
import type { Actor } from './contents.js'
import type { TriggerRow } from './queries.js'
import { findProfiles } from './recipients.js'

/** What templates see of a trigger, whoever the recipient is. */
export interface Said {
  data: Record<string, unknown>
  actor: Actor | null
  tenant: Record<string, unknown> | null
}

/**
 * Actors of sends, in order. One who is a user is known by the profile, and what the trigger says goes before it.
 */
export const findActors = async (
  db: Sql,
  asked: readonly { appId: number; actor: Actor | undefined }[],
): Promise<(Actor | null)[]> => {
  const profileOf = await findProfiles(
    db,
    asked.flatMap(({ appId, actor }) =>
      actor?.identifier === undefined ? [] : { appId, identifier: actor.identifier },
    ),
  )
  return asked.map(({ appId, actor }) => {
    if (!actor) return null
    const { identifier, properties } = actor
    const profile = identifier === undefined ? {} : profileOf(appId, identifier)
    return { ...actor, properties: { ...profile, ...properties } }
  })
}

export const findActor = async (db: Sql, appId: number, actor: Actor | undefined): Promise<Actor | null> =>
  (await findActors(db, [{ appId, actor }]))[0] ?? null

export const findTenant = async (
  db: Sql,
  tenantId: number | null,
): Promise<Record<string, unknown> | null> =>
  tenantId === null ? null : ((await findTenantProperties(db, [tenantId])).get(tenantId) ?? null)

/** By what a send that runs nothing reaches its users, where it is the same for all of them. */
export const findReason = async (
  db: Sql,
  { audience, recipients }: TriggerRow,
): Promise<NotificationReason | null> => {
  if (!audience) return null
  if (audience.isEveryone) return { everyone: true }
  const [topicId, ...others] = audience.topicIds
  if (topicId === undefined || others.length > 0 || recipients.length > 0) return null
  const topic = await db.one<{ identifier: string }>`select identifier from topic where id = ${topicId}`
  return topic ? { topic: topic.identifier } : null
}
