import { type Page, problem, type Tenant, type TenantDefinition } from '@inboxkit/protocol'
import { nextTurn } from '../../next-turn.js'
import type { Db, Sql } from '../../storage/db.js'
import { toPage } from '../../wire/paging.js'
import type { PageQuery } from '../../wire/query.js'
import {
  countTenantRows,
  deleteDigestChoices,
  deletePreferences,
  deleteTenantRow,
  findTenant,
  findTenantPage,
  findTenantRows,
  findTenantsById,
  findTenantsFrom,
  lockTenant,
  type TenantRow,
  type TenantToSave,
  upsertTenants,
} from './queries.js'

export type { TenantToSave } from './queries.js'

/** Rows removed in one statement: PGlite blocks the event loop for its length. */
const pageSize = 1000

const toWire = ({
  identifier,
  name,
  properties,
  preferences,
  created_at,
  updated_at,
}: TenantRow): Tenant => ({
  identifier,
  name,
  properties,
  preferences,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
})

/** Our ids of those that there are, by identifier. @param identifiers at most 1,000 */
export const findTenantIds = async (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<Map<string, number>> => {
  if (identifiers.length === 0) return new Map()
  const rows = await findTenantRows(db, appId, [...new Set(identifiers)])
  return new Map(rows.map(({ id, identifier }) => [identifier, id]))
}

/** What templates may say of tenants, by our id: their properties beside `identifier` and `name`. */
export const findTenantProperties = async (
  db: Sql,
  ids: readonly number[],
): Promise<Map<number, Record<string, unknown>>> => {
  if (ids.length === 0) return new Map()
  const rows = await findTenantsById(db, [...new Set(ids)])
  return new Map(
    rows.map(({ id, identifier, name, properties }) => [id, { ...properties, identifier, name }]),
  )
}

/**
 * Makes tenants or changes what is given of them; of two with the same identifier the later one counts.
 * What they hold is checked by who calls (schemas.ts). @returns our ids by identifier
 */
export const saveTenants = async (
  db: Sql,
  appId: number,
  tenants: readonly TenantToSave[],
  at: Date,
): Promise<Map<string, number>> => {
  if (tenants.length === 0) return new Map()
  const byIdentifier = new Map(tenants.map((tenant) => [tenant.identifier, tenant]))
  const rows = await upsertTenants(db, appId, [...byIdentifier.values()], at)
  return new Map(rows.map(({ id, identifier }) => [identifier, id]))
}

/** Makes a tenant or writes it anew, all of it: what is left out is empty. */
export const putTenant = async (
  db: Sql,
  appId: number,
  identifier: string,
  { name, properties = {}, preferences = {} }: TenantDefinition,
  at: Date,
): Promise<Tenant> => {
  const [row] = await upsertTenants(db, appId, [{ identifier, name, properties, preferences }], at)
  if (!row) throw new Error('an upsert returned no row')
  return toWire(row)
}

/** @throws Problem `tenant_not_found` */
export const getTenant = async (db: Sql, appId: number, identifier: string): Promise<Tenant> => {
  const row = await findTenant(db, appId, identifier)
  if (!row) throw problem('tenant_not_found')
  return toWire(row)
}

export const listTenants = async (
  db: Sql,
  appId: number,
  { limit, cursor = 0 }: PageQuery,
): Promise<Page<Tenant>> =>
  toPage(await findTenantPage(db, appId, cursor, limit + 1), limit, ({ id }) => id, toWire)

/** The same by place, for those who count; oldest first. */
export const listTenantsFrom = async (
  db: Sql,
  appId: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ count: number; tenants: Tenant[] }> => ({
  count: await countTenantRows(db, appId),
  tenants: (await findTenantsFrom(db, appId, limit, offset)).map(toWire),
})

/**
 * What was sent for it stays; its defaults, and what users chose for it, count no longer.
 * @throws Problem `tenant_not_found`
 */
export const removeTenant = (db: Db, appId: number, identifier: string): Promise<void> =>
  db.transaction(async (tx) => {
    const tenant = await lockTenant(tx, appId, identifier)
    if (!tenant) throw problem('tenant_not_found')
    while ((await deletePreferences(tx, tenant.id, pageSize)) > 0) await nextTurn()
    while ((await deleteDigestChoices(tx, tenant.id, pageSize)) > 0) await nextTurn()
    await deleteTenantRow(tx, tenant.id)
  })
