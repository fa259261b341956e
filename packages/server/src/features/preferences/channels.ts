import { type ChannelId, type ChannelPreference, channelIds } from '@inboxkit/protocol'
import type { Sql, Tx } from '../../storage/db.js'
import type { ChannelsBody } from './shape.js'

/** What a user chose for channels, whatever the category. A channel that is not listed was never chosen. */
export const listChannelPreferences = async (db: Sql, userId: number): Promise<ChannelPreference[]> => {
  const rows = await db.many<{ channel: ChannelId; is_enabled: boolean }>`
    select channel, is_enabled from channel_preference where user_id = ${userId}`
  return rows
    .map(({ channel, is_enabled: enabled }) => ({ channel, enabled }))
    .sort((a, b) => channelIds.indexOf(a.channel) - channelIds.indexOf(b.channel))
}

/** So that two that write the same do not wait for each other in a ring. */
const inOrder = (channels: ChannelsBody['channels']): [ChannelId, boolean][] =>
  [...new Map(channels.map(({ channel, enabled }) => [channel, enabled]))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )

/** Changes the channels that are named; of two that speak of the same one, the later counts. @returns all of them */
export const changeChannelPreferences = async (
  db: Sql,
  userId: number,
  { channels }: ChannelsBody,
  at: Date,
): Promise<ChannelPreference[]> => {
  const given = inOrder(channels)
  if (given.length > 0)
    await db.run`
      insert into channel_preference (user_id, channel, is_enabled, updated_at)
      select ${userId}::bigint, g.channel, g.is_enabled, ${at}::timestamptz from unnest(
        ${given.map(([channel]) => channel)}::text[], ${given.map(([, enabled]) => enabled)}::boolean[]
      ) as g(channel, is_enabled)
      on conflict (user_id, channel) do update
        set is_enabled = excluded.is_enabled, updated_at = excluded.updated_at`
  return listChannelPreferences(db, userId)
}

/** The same for what is sent for a tenant. */
export const changeChannelsHere = async (
  db: Sql,
  userId: number,
  tenantId: number,
  { channels }: ChannelsBody,
  at: Date,
): Promise<void> => {
  const given = inOrder(channels)
  if (given.length > 0)
    await db.run`
      insert into tenant_preference (tenant_id, user_id, channel, is_enabled, updated_at)
      select ${tenantId}::bigint, ${userId}::bigint, g.channel, g.is_enabled, ${at}::timestamptz from unnest(
        ${given.map(([channel]) => channel)}::text[], ${given.map(([, enabled]) => enabled)}::boolean[]
      ) as g(channel, is_enabled)
      on conflict (user_id, tenant_id, channel) where category_id is null do update
        set is_enabled = excluded.is_enabled, updated_at = excluded.updated_at`
}

/** Nothing that is not required goes over a channel any more, also of categories that were turned on one by one. */
export const turnChannelOff = async (tx: Tx, userId: number, channel: ChannelId, at: Date): Promise<void> => {
  await changeChannelPreferences(tx, userId, { channels: [{ channel, enabled: false }] }, at)
  await tx.run`delete from preference where user_id = ${userId} and channel = ${channel} and is_enabled`
}

/** The same for what is sent for a tenant: categories that were turned on without one are turned off for it. */
export const turnChannelOffHere = async (
  tx: Tx,
  userId: number,
  tenantId: number,
  channel: ChannelId,
  at: Date,
): Promise<void> => {
  await changeChannelsHere(tx, userId, tenantId, { channels: [{ channel, enabled: false }] }, at)
  await tx.run`
    delete from tenant_preference
    where user_id = ${userId} and tenant_id = ${tenantId} and channel = ${channel} and is_enabled`
  await tx.run`
    insert into tenant_preference (tenant_id, user_id, category_id, channel, is_enabled, updated_at)
    select ${tenantId}::bigint, p.user_id, p.category_id, p.channel, false, ${at}::timestamptz
    from preference p where p.user_id = ${userId} and p.channel = ${channel} and p.is_enabled
    order by p.category_id
    on conflict (user_id, tenant_id, category_id, channel) where category_id is not null do nothing`
}

/** The way back from `turnChannelOffHere`: also for categories that are on without a tenant. */
export const turnChannelOnHere = async (
  tx: Tx,
  userId: number,
  tenantId: number,
  channel: ChannelId,
  at: Date,
): Promise<void> => {
  await changeChannelsHere(tx, userId, tenantId, { channels: [{ channel, enabled: true }] }, at)
  await tx.run`
    delete from tenant_preference h using preference p
    where h.user_id = ${userId} and h.tenant_id = ${tenantId} and h.channel = ${channel} and not h.is_enabled
      and p.user_id = h.user_id and p.category_id = h.category_id and p.channel = h.channel and p.is_enabled`
}
