import { Problem, problem, type Tenant } from '@inboxkit/protocol'
import { z } from 'zod'
import { getTenant, listTenantsFrom, removeTenant, saveTenants } from '../../features/tenants/service.js'
import { maxProfileBytes, sizeBytes } from '../../features/users/profile.js'
import { checkBody } from '../../http/body.js'
import { parse } from '../../http/validate.js'
import type { Db } from '../../storage/db.js'
import type { Door } from './door.js'

/** The vendor's fields of a tenant beside its name; templates see them among its properties. */
const fields = [
  'logo',
  'timezone',
  'primary_color',
  'secondary_color',
  'tertiary_color',
  'social_links',
  'embedded_preference_url',
  'preference_page_url',
  'hosted_preference_domain',
] as const

const name = z.string().trim().min(1).max(255).nullish()
const tenantBody = z.looseObject({
  tenant_name: name,
  brand_name: name,
  properties: z.record(z.string(), z.unknown()).nullish(),
})

const tenantId = z.string().trim().min(1).max(64)

/** How this door calls what others call identifier and name; not shown among the properties. */
const ownNames = new Set<string>(['tenant_id', 'tenant_name', ...fields])

const toVendor = ({ identifier, name: called, properties, createdAt, updatedAt }: Tenant, word: string) => ({
  [`${word}_id`]: identifier,
  [`${word}_name`]: called,
  ...Object.fromEntries(fields.map((field) => [field, properties[field] ?? null])),
  properties: Object.fromEntries(Object.entries(properties).filter(([key]) => !ownNames.has(key))),
  created_at: createdAt,
  updated_at: updatedAt,
})

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
})

const findKnown = async (db: Db, appId: number, identifier: string): Promise<Tenant | undefined> => {
  try {
    return await getTenant(db, appId, identifier)
  } catch (cause) {
    if (cause instanceof Problem && cause.status === 404) return undefined
    throw cause
  }
}

/** Writes what is named, and keeps the rest. */
const write = async (db: Db, appId: number, identifier: string, body: unknown, at: Date): Promise<Tenant> => {
  checkBody(body)
  const { tenant_name, brand_name, properties: given, ...rest } = parse(tenantBody, body ?? {}, 'body')
  const known = await findKnown(db, appId, identifier)
  const called = tenant_name ?? brand_name ?? known?.name ?? identifier
  const branding = Object.fromEntries(
    fields.flatMap((field) => (field in rest ? [[field, rest[field]]] : [])),
  )
  const properties = {
    ...known?.properties,
    ...branding,
    ...given,
    tenant_id: identifier,
    tenant_name: called,
  }
  if (sizeBytes(properties) > maxProfileBytes)
    throw problem('invalid_request', {
      fields: [{ field: 'properties', message: `must have at most ${maxProfileBytes} bytes as JSON` }],
    })
  await saveTenants(db, appId, [{ identifier, name: called, properties }], at)
  return getTenant(db, appId, identifier)
}

/** Tenants, and brands, as they were called before (contract, section 2). */
export const tenantRoutes = (door: Door, { db, now }: { db: Db; now: () => Date }): void => {
  for (const word of ['tenant', 'brand']) {
    const url = `/v1/${word}/:id`
    const idOf = (params: Readonly<Record<string, string>>): string =>
      parse(tenantId, params['id'], `${word}_id`)
    door.on('POST', url, async ({ app, params, body }) => ({
      status: 200,
      body: toVendor(await write(db, app.id, idOf(params), body, now()), word),
    }))
    door.on('GET', url, async ({ app, params }) => ({
      status: 200,
      body: toVendor(await getTenant(db, app.id, idOf(params)), word),
    }))
    door.on('DELETE', url, async ({ app, params }) => {
      await removeTenant(db, app.id, idOf(params))
      return { status: 204 }
    })
    door.on('GET', `/v1/${word}`, async ({ app, query }) => {
      const { limit, offset } = parse(listQuery, query, 'query')
      const { count, tenants } = await listTenantsFrom(db, app.id, { limit, offset })
      const results = tenants.map((tenant) => toVendor(tenant, word))
      return { status: 200, body: { meta: { count, limit, offset }, results } }
    })
  }
}
