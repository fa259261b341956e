import type { TenantPreferences } from '@inboxkit/protocol'
import sql from 'sql-template-tag'
import type { Sql, Tx } from '../../storage/db.js'

export interface TenantRow {
  id: number
  identifier: string
  name: string
  properties: Record<string, unknown>
  preferences: TenantPreferences
  created_at: Date
  updated_at: Date
}

/** What to write of a tenant. What is not given stays as it is; a new one is called by its identifier. */
export interface TenantToSave {
  identifier: string
  name?: string | undefined
  properties?: Record<string, unknown> | undefined
  preferences?: TenantPreferences | undefined
}

const columns = sql`t.id, t.identifier, t.name, t.properties, t.preferences, t.created_at, t.updated_at`

/** In the order of their identifiers, so that two that write the same do not wait for each other in a ring. */
export const upsertTenants = (
  db: Sql,
  appId: number,
  tenants: readonly TenantToSave[],
  at: Date,
): Promise<TenantRow[]> => {
  const given = tenants.toSorted((a, b) => (a.identifier < b.identifier ? -1 : 1))
  return db.many<TenantRow>`
    with given as materialized (
      select g.identifier, g.name, g.properties::jsonb, g.preferences::jsonb from unnest(
        ${given.map(({ identifier }) => identifier)}::text[], ${given.map(({ name }) => name ?? null)}::text[],
        ${given.map(({ properties }) => jsonText(properties))}::text[],
        ${given.map(({ preferences }) => jsonText(preferences))}::text[]
      ) with ordinality as g(identifier, name, properties, preferences, place) order by g.place
    )
    insert into tenant as t (app_id, identifier, name, properties, preferences, created_at, updated_at)
    select ${appId}::bigint, g.identifier, coalesce(g.name, g.identifier), coalesce(g.properties, '{}'),
      coalesce(g.preferences, '{}'), ${at}::timestamptz, ${at}::timestamptz
    from given g
    on conflict (app_id, identifier) do update set
      name = coalesce((select name from given g where g.identifier = excluded.identifier), t.name),
      properties = coalesce((select properties from given g where g.identifier = excluded.identifier), t.properties),
      preferences =
        coalesce((select preferences from given g where g.identifier = excluded.identifier), t.preferences),
      updated_at = excluded.updated_at
    returning ${columns}`
}

const jsonText = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value)

export const findTenant = (db: Sql, appId: number, identifier: string): Promise<TenantRow | undefined> =>
  db.one<TenantRow>`
    select ${columns} from tenant t where t.app_id = ${appId} and t.identifier = ${identifier}`

/** One look into the index for each, as for users. */
export const findTenantRows = (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<{ id: number; identifier: string }[]> =>
  db.many<{ id: number; identifier: string }>`
    select t.id, t.identifier from unnest(${identifiers}::text[]) as asked(identifier), lateral (
      select id, identifier from tenant where app_id = ${appId} and identifier = asked.identifier limit 1
    ) t`

export const findTenantsById = (
  db: Sql,
  ids: readonly number[],
): Promise<Pick<TenantRow, 'id' | 'identifier' | 'name' | 'properties'>[]> =>
  db.many<Pick<TenantRow, 'id' | 'identifier' | 'name' | 'properties'>>`
    select t.id, t.identifier, t.name, t.properties from unnest(${ids}::bigint[]) as asked(id), lateral (
      select id, identifier, name, properties from tenant where id = asked.id limit 1
    ) t`

/** Oldest first. */
export const findTenantPage = (
  db: Sql,
  appId: number,
  after: number,
  limit: number,
): Promise<TenantRow[]> => db.many<TenantRow>`
  select ${columns} from tenant t where t.app_id = ${appId} and t.id > ${after} order by t.id limit ${limit}`

export const findTenantsFrom = (
  db: Sql,
  appId: number,
  limit: number,
  offset: number,
): Promise<TenantRow[]> => db.many<TenantRow>`
  select ${columns} from tenant t where t.app_id = ${appId} order by t.id limit ${limit} offset ${offset}`

export const countTenantRows = async (db: Sql, appId: number): Promise<number> =>
  Number((await db.one<{ count: number }>`select count(*) count from tenant where app_id = ${appId}`)?.count)

/** Whoever is about to choose something for it waits, and finds nothing. */
export const lockTenant = (tx: Tx, appId: number, identifier: string): Promise<{ id: number } | undefined> =>
  tx.one<{ id: number }>`
    select id from tenant where app_id = ${appId} and identifier = ${identifier} for update`

/** What users chose for it. @returns how many were deleted */
export const deletePreferences = (tx: Tx, tenantId: number, most: number): Promise<number> => tx.run`
  delete from tenant_preference where ctid = any(array(
    select ctid from tenant_preference where tenant_id = ${tenantId} limit ${most}))`

export const deleteDigestChoices = (tx: Tx, tenantId: number, most: number): Promise<number> => tx.run`
  delete from digest_choice where ctid = any(array(
    select ctid from digest_choice where tenant_id = ${tenantId} and tenant_id <> 0 limit ${most}))`

export const deleteTenantRow = (tx: Tx, tenantId: number): Promise<number> =>
  tx.run`delete from tenant where id = ${tenantId}`
