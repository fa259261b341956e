import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { largestInteger, pageQuery } from '../../wire/query.js'
import { pageOf, said } from '../../wire/values.js'
import { previewTemplate, previewUnsaved } from './preview.js'
import { previewBody, previewShape, previewUnsavedBody } from './preview-schemas.js'
import { slug, templateBody, templateShape } from './schemas.js'
import { deleteTemplate, getTemplate, listTemplates, listVersions, publishTemplate } from './service.js'

const params = z.object({ slug: slug.describe('What the template is called') })
const listQuery = pageQuery(0)
const templatePage = pageOf(templateShape)

export const templateRoutes = (
  routes: Routes,
  { now, publicUrl }: { now: () => Date; publicUrl?: string | undefined },
): void => {
  const tag = 'Templates'
  routes.on(
    'GET',
    '/templates',
    { as: 'app', tag, summary: 'List templates, oldest first', query: listQuery, answer: templatePage },
    ({ who, query: { limit, cursor = 0 }, db }) => listTemplates(db, who.app.id, { after: cursor, limit }),
  )
  routes.on(
    'PUT',
    '/templates/:slug',
    {
      as: 'app',
      tag,
      summary: 'Publish a version of a template',
      params,
      body: templateBody,
      answer: templateShape,
    },
    ({ who, params: named, body, db }) => publishTemplate(db, who.app.id, named.slug, body, now()),
  )
  routes.on(
    'GET',
    '/templates/:slug',
    { as: 'app', tag, summary: 'Get the latest version of a template', params, answer: templateShape },
    ({ who, params: named, db }) => getTemplate(db, who.app.id, named.slug),
  )
  routes.on(
    'GET',
    '/templates/:slug/versions',
    {
      as: 'app',
      tag,
      summary: 'List the versions of a template, newest first',
      params,
      query: listQuery,
      answer: templatePage,
    },
    ({ who, params: named, query: { limit, cursor = largestInteger }, db }) =>
      listVersions(db, who.app.id, named.slug, { before: cursor, limit }),
  )
  routes.on(
    'DELETE',
    '/templates/:slug',
    {
      as: 'app',
      tag,
      summary: 'Delete a template that no workflow delivers',
      params,
      answer: said,
    },
    async ({ who, params: named, db }) => {
      await deleteTemplate(db, who.app.id, named.slug, now())
      return { message: 'Template deleted' }
    },
  )
  routes.on(
    'POST',
    '/templates/:slug/preview',
    {
      as: 'app',
      tag,
      summary: 'Show what a template says to somebody, channel by channel',
      params,
      body: previewBody,
      answer: previewShape,
      problems: ['user_not_found', 'tenant_not_found'],
    },
    ({ who, params: named, body, db }) => previewTemplate(db, who.app.id, named.slug, body, publicUrl),
  )
  routes.on(
    'POST',
    '/templates/preview',
    {
      as: 'app',
      tag,
      summary: 'Show what a template would say that is not published',
      body: previewUnsavedBody,
      answer: previewShape,
      problems: ['user_not_found', 'tenant_not_found'],
    },
    ({ who, body, db }) => previewUnsaved(db, who.app.id, body, publicUrl),
  )
}
