import type { ChannelId } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'

export interface PreferenceRow {
  id: number
  identifier: string
  name: string
  channel: ChannelId
  is_enabled: boolean
}

/** What a user has chosen, as it takes effect: a category that was made required since is on. */
export const findPreferences = (db: Sql, userId: number): Promise<PreferenceRow[]> => db.many<PreferenceRow>`
  select c.id, c.identifier, c.name, p.channel, p.is_enabled or c.is_required is_enabled
  from preference p join category c on c.id = p.category_id
  where p.user_id = ${userId} order by c.id`

/** Whose choices are written, and for what. */
export interface Chooser {
  appId: number
  userId: number
  /** `null` = for all that is sent without a tenant, and where nothing is said for the tenant. */
  tenantId: number | null
}

export interface Choice {
  categoryId: number
  channel: ChannelId
  /** `null` = as if it was never chosen. */
  isEnabled: boolean | null
}

export interface Written {
  has_user: boolean
  /** Of the categories named, those of the app. */
  known: { id: number; identifier: string; is_required: boolean }[]
}

/** Parts of the statement that writes: they speak of `given`, `person` and `refused`. */
const putAndForget = (at: Date): Fragment => sql`
  put as (
    insert into preference (user_id, category_id, channel, is_enabled, updated_at)
    select p.id, g.category_id, g.channel, g.is_enabled, ${at}::timestamptz
    from given g cross join person p
    where g.is_enabled is not null and not exists (select from refused)
    order by g.category_id, g.channel
    on conflict (user_id, category_id, channel) do update
      set is_enabled = excluded.is_enabled, updated_at = excluded.updated_at
  ),
  forgotten as (
    delete from preference f using given g, person p
    where f.user_id = p.id and f.category_id = g.category_id and f.channel = g.channel
      and g.is_enabled is null and not exists (select from refused)
  )`

const putAndForgetHere = (tenantId: number, at: Date): Fragment => sql`
  put as (
    insert into tenant_preference (tenant_id, user_id, category_id, channel, is_enabled, updated_at)
    select ${tenantId}::bigint, p.id, g.category_id, g.channel, g.is_enabled, ${at}::timestamptz
    from given g cross join person p
    where g.is_enabled is not null and not exists (select from refused)
    order by g.category_id, g.channel
    on conflict (user_id, tenant_id, category_id, channel) where category_id is not null do update
      set is_enabled = excluded.is_enabled, updated_at = excluded.updated_at
  ),
  forgotten as (
    delete from tenant_preference f using given g, person p
    where f.user_id = p.id and f.tenant_id = ${tenantId} and f.category_id = g.category_id
      and f.channel = g.channel and g.is_enabled is null and not exists (select from refused)
  )`

/**
 * Writes choices of one user, all of them or none: nothing when a category is unknown, or required and turned off.
 * User and categories are held while it writes, so that none goes in between.
 * @param choices about different pairs of category and channel
 */
export const writePreferences = async (
  db: Sql,
  { appId, userId, tenantId }: Chooser,
  choices: readonly Choice[],
  at: Date,
): Promise<Written> => {
  const categoryIds = choices.map(({ categoryId }) => categoryId)
  const written = await db.one<Written>`
    with given as materialized (
      select * from unnest(
        ${categoryIds}::bigint[], ${choices.map(({ channel }) => channel)}::text[],
        ${choices.map(({ isEnabled }) => isEnabled)}::boolean[]
      ) as given(category_id, channel, is_enabled)
    ),
    person as materialized (
      select id from app_user where id = ${userId} and app_id = ${appId} for key share
    ),
    known as materialized (
      select id, identifier, is_required from category
      where app_id = ${appId} and id = any(${categoryIds}::bigint[]) order by id for key share
    ),
    refused as (
      select 1 from given g left join known k on k.id = g.category_id
      where k.id is null or (k.is_required and not g.is_enabled)
    ),
    ${tenantId === null ? putAndForget(at) : putAndForgetHere(tenantId, at)}
    select exists (select from person) has_user,
      coalesce((select jsonb_agg(to_jsonb(known)) from known), '[]') known`
  if (!written) throw new Error('a select without a table returned no row')
  return written
}
