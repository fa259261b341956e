import type { LocaleChannels, TemplateChannels, TemplateDefinition } from '@inboxkit/protocol'
import sql from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'

export interface TemplateRow {
  id: number
  slug: string
  version: number
  name: string
  channels: TemplateChannels
  locales: Record<string, LocaleChannels> | null
  /** What users read whose language it does not have. */
  app_language: string | null
  created_at: Date
  /** When this version was published. */
  updated_at: Date
}

const columns = sql`
  t.id, t.slug, t.created_at, v.version, v.name, v.channels, v.locales, v.created_at updated_at,
  (select settings ->> 'language' from app where id = t.app_id) app_language`

/** The version that counts beside its template. */
const latest = sql`
  template t join lateral (
    select * from template_version v where v.template_id = t.id order by v.version desc limit 1
  ) v on true`

/** Makes a template, or brings a deleted one back, and holds it: one version is published at a time. */
export const lockOrInsertTemplate = async (
  tx: Sql,
  appId: number,
  slug: string,
  at: Date,
): Promise<{ id: number; created_at: Date }> => {
  const row = await tx.one<{ id: number; created_at: Date }>`
    insert into template (app_id, slug, created_at) values (${appId}, ${slug}, ${at})
    on conflict (app_id, slug) do update set deleted_at = null
    returning id, created_at`
  if (!row) throw new Error('an upsert returned no row')
  return row
}

/** A version, unless the latest says the same. @returns how many were made: 0 or 1 */
export const insertVersion = (
  tx: Sql,
  templateId: number,
  { name, channels, locales = null }: TemplateDefinition,
  at: Date,
): Promise<number> => tx.run`
  insert into template_version (template_id, version, name, channels, locales, created_at)
  select ${templateId}::bigint, coalesce(latest.version, 0) + 1, given.*, ${at}::timestamptz
  from (select ${name}::text, ${channels}::jsonb, ${locales}::jsonb) as given(name, channels, locales)
  left join (
    select * from template_version where template_id = ${templateId} order by version desc limit 1
  ) latest on true
  where (latest.name, latest.channels, latest.locales)
    is distinct from (given.name, given.channels, given.locales)`

/** @param version absent = the latest */
export const findTemplateRow = (
  db: Sql,
  appId: number,
  name: { id: number } | { slug: string },
  version?: number,
): Promise<TemplateRow | undefined> => {
  const isMeant = 'id' in name ? sql`t.id = ${name.id}` : sql`t.slug = ${name.slug}`
  const from =
    version === undefined
      ? latest
      : sql`template t join template_version v on v.template_id = t.id and v.version = ${version}`
  return db.one<TemplateRow>`
    select ${columns} from ${from} where t.app_id = ${appId} and ${isMeant} and t.deleted_at is null`
}

/** For what is under way: also of templates that were deleted meanwhile. @param version absent = the latest */
export const findForDelivery = (
  db: Sql,
  appId: number,
  slug: string,
  version?: number,
): Promise<TemplateRow | undefined> => db.one<TemplateRow>`
  select ${columns} from template t join template_version v on v.template_id = t.id
  where t.app_id = ${appId} and t.slug = ${slug}
    and (${version}::int is null or v.version = ${version}::int)
  order by v.version desc limit 1`

/** The same by our id. */
export const findVersion = (db: Sql, id: number, version: number): Promise<TemplateRow | undefined> =>
  db.one<TemplateRow>`
    select ${columns} from template t join template_version v on v.template_id = t.id
    where t.id = ${id} and v.version = ${version}`

/** By id, so that a page stays where it is when templates are published. */
export const listTemplateRows = (
  db: Sql,
  appId: number,
  { after, limit }: { after: number; limit: number },
): Promise<TemplateRow[]> => db.many<TemplateRow>`
  select ${columns} from ${latest}
  where t.app_id = ${appId} and t.deleted_at is null and t.id > ${after} order by t.id limit ${limit}`

/** Newest first. */
export const listVersionRows = (
  db: Sql,
  templateId: number,
  { before, limit }: { before: number; limit: number },
): Promise<TemplateRow[]> => db.many<TemplateRow>`
  select ${columns} from template t join template_version v on v.template_id = t.id
  where t.id = ${templateId} and v.version < ${before}::bigint order by v.version desc limit ${limit}`

export const lockTemplate = (tx: Sql, appId: number, slug: string): Promise<{ id: number } | undefined> =>
  tx.one<{ id: number }>`
    select id from template where app_id = ${appId} and slug = ${slug} and deleted_at is null for update`

export const setDeleted = (tx: Sql, id: number, at: Date): Promise<number> =>
  tx.run`update template set deleted_at = ${at} where id = ${id}`

/**
 * Live workflows whose latest version names a template, with or without a version of it, in branches too. At most 20.
 */
export const findUsers = (tx: Sql, appId: number, slug: string): Promise<{ identifier: string }[]> =>
  tx.many<{ identifier: string }>`
    select w.identifier from workflow w join lateral (
      select definition from workflow_version where workflow_id = w.id order by version desc limit 1
    ) v on true
    where w.app_id = ${appId} and w.deleted_at is null and exists (
      select from jsonb_path_query(
        v.definition, '$.steps.** ? (@.type == "send" || @.type == "smart").template ? (@.type() == "string")'
      ) template
      where split_part(template #>> '{}', '@', 1) = ${slug}
    )
    order by w.identifier limit 20`

/** Keeps templates from being deleted until the end of the transaction. */
export const holdTemplates = async (tx: Sql, appId: number, slugs: readonly string[]): Promise<void> => {
  if (slugs.length === 0) return
  await tx.run`
    select 1 from template
    where app_id = ${appId} and slug = any(${slugs}::text[]) and deleted_at is null order by id for share`
}
