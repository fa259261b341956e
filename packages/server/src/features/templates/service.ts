import { type Page, problem, type Template, type TemplateDefinition } from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { toPage } from '../../wire/paging.js'
import {
  findTemplateRow,
  findUsers,
  insertVersion,
  listTemplateRows,
  listVersionRows,
  lockOrInsertTemplate,
  lockTemplate,
  setDeleted,
  type TemplateRow,
} from './queries.js'
import { checkTemplate } from './texts.js'

export { findForDelivery, holdTemplates, type TemplateRow } from './queries.js'

/** A template by our id or by its slug, and one of its versions; the latest when none is named. */
export type TemplateName = { id: number } | { slug: string; version?: number }

const toWire = ({ created_at, updated_at, app_language: _, ...row }: TemplateRow): Template => ({
  ...row,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
})

/** How a template is named in a text: `slug`, or `slug@2`. `null` for what can be neither. */
export const parseTemplateName = (text: string): { slug: string; version?: number } | null => {
  const [, slug, version] = /^([^@]+)(?:@([1-9]\d{0,8}))?$/.exec(text) ?? []
  if (slug === undefined) return null
  return version === undefined ? { slug } : { slug, version: Number(version) }
}

/** Another feature's way to a template: one of this app that was not deleted. */
export const findTemplate = async (
  db: Sql,
  appId: number,
  name: TemplateName,
): Promise<TemplateRow | undefined> =>
  findTemplateRow(db, appId, name, 'version' in name ? name.version : undefined)

/** @param version absent = the latest. @throws Problem `template_not_found` */
export const getTemplateVersion = async (
  db: Sql,
  appId: number,
  slug: string,
  version?: number,
): Promise<TemplateRow> => {
  const row = await findTemplateRow(db, appId, { slug }, version)
  if (row) return row
  const name = version === undefined ? slug : `${slug}@${version}`
  throw problem('template_not_found', { detail: `No such template: ${name}` })
}

export const getTemplate = async (db: Sql, appId: number, slug: string): Promise<Template> =>
  toWire(await getTemplateVersion(db, appId, slug))

/**
 * Publishes a version. The same once more stays the version it was.
 * @throws Problem `invalid_request` that names the texts which cannot be compiled
 */
export const publishTemplate = async (
  db: Db,
  appId: number,
  slug: string,
  definition: TemplateDefinition,
  at: Date,
): Promise<Template> => {
  await checkTemplate(definition)
  return db.transaction(async (tx) => {
    const { id } = await lockOrInsertTemplate(tx, appId, slug, at)
    await insertVersion(tx, id, definition, at)
    return getTemplate(tx, appId, slug)
  })
}

/** @throws Problem `in_use` that names the workflows which deliver it */
export const deleteTemplate = (db: Db, appId: number, slug: string, at: Date): Promise<void> =>
  db.transaction(async (tx) => {
    const template = await lockTemplate(tx, appId, slug)
    if (!template) throw problem('template_not_found', { detail: `No such template: ${slug}` })
    const users = await findUsers(tx, appId, slug)
    if (users.length > 0)
      throw problem('in_use', {
        detail: `Delivered by ${users.map(({ identifier }) => identifier).join(', ')}: publish without it first`,
      })
    await setDeleted(tx, template.id, at)
  })

export const listTemplates = async (
  db: Sql,
  appId: number,
  { after, limit }: { after: number; limit: number },
): Promise<Page<Template>> => {
  const rows = await listTemplateRows(db, appId, { after, limit: limit + 1 })
  return toPage(rows, limit, ({ id }) => id, toWire)
}

export const listVersions = async (
  db: Sql,
  appId: number,
  slug: string,
  { before, limit }: { before: number; limit: number },
): Promise<Page<Template>> => {
  const { id } = await getTemplate(db, appId, slug)
  const rows = await listVersionRows(db, id, { before, limit: limit + 1 })
  return toPage(rows, limit, ({ version }) => version, toWire)
}
