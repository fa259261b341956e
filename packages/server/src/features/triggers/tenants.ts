import type { Sql } from '../../storage/db.js'
import { findTenantIds, saveTenants } from '../tenants/service.js'

/** A tenant that triggers name, by the app and its identifier. */
export type Tenants = (appId: number, identifier: string | undefined) => number | null

/** The tenants of some triggers. One that there is not yet is made by the first send that names it. */
export const resolveTenants = async (
  db: Sql,
  triggers: readonly { app_id: number; content: { tenant?: string } }[],
  at: Date,
): Promise<Tenants> => {
  const named = new Map<number, Set<string>>()
  for (const { app_id, content } of triggers)
    if (content.tenant !== undefined) named.set(app_id, (named.get(app_id) ?? new Set()).add(content.tenant))
  const ids = new Map<number, Map<string, number>>()
  for (const [appId, identifiers] of named) ids.set(appId, await resolve(db, appId, [...identifiers], at))
  return (appId, identifier) => (identifier === undefined ? null : (ids.get(appId)?.get(identifier) ?? null))
}

const resolve = async (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
  at: Date,
): Promise<Map<string, number>> => {
  const known = await findTenantIds(db, appId, identifiers)
  const fresh = identifiers.filter((identifier) => !known.has(identifier))
  if (fresh.length === 0) return known
  const made = await saveTenants(
    db,
    appId,
    fresh.map((identifier) => ({ identifier, name: identifier })),
    at,
  )
  return new Map([...known, ...made])
}
