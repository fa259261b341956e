import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { pageQuery } from '../../wire/query.js'
import { pageOf, said } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'
import { tenantBody, tenantShape } from './schemas.js'
import { getTenant, listTenants, putTenant, removeTenant } from './service.js'

const params = z.object({ identifier: identifier.describe('What you call the tenant') })

export const tenantRoutes = (routes: Routes, { now }: { now: () => Date }): void => {
  const base = { as: 'app', tag: 'Tenants' } as const
  routes.on(
    'GET',
    '/tenants',
    { ...base, summary: 'List tenants, oldest first', query: pageQuery(1), answer: pageOf(tenantShape) },
    ({ who, query, db }) => listTenants(db, who.app.id, query),
  )
  routes.on(
    'PUT',
    '/tenants/:identifier',
    {
      ...base,
      summary: 'Create a tenant, or write it anew: what is left out is empty',
      params,
      body: tenantBody,
      answer: tenantShape,
    },
    ({ who, params: named, body, db }) => putTenant(db, who.app.id, named.identifier, body, now()),
  )
  routes.on(
    'GET',
    '/tenants/:identifier',
    { ...base, summary: 'Get a tenant', params, answer: tenantShape },
    ({ who, params: named, db }) => getTenant(db, who.app.id, named.identifier),
  )
  routes.on(
    'DELETE',
    '/tenants/:identifier',
    {
      ...base,
      summary: 'Delete a tenant with its defaults; what was sent for it stays',
      params,
      answer: said,
    },
    async ({ who, params: named, db }) => {
      await removeTenant(db, who.app.id, named.identifier)
      return { message: 'Tenant deleted' }
    },
  )
}
