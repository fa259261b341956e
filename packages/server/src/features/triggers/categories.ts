import type { Sql } from '../../storage/db.js'

export interface CategoryRow {
  id: number
  app_id: number
  identifier: string
  is_required: boolean
}

/** A category that triggers name, by the app and its identifier. */
export type Categories = (appId: number, identifier: string | null) => CategoryRow | undefined

/**
 * The categories of some triggers. One that there is not yet is made by the first send that names it.
 * @param changed hears of each app that got one
 */
export const resolveCategories = async (
  db: Sql,
  triggers: readonly { app_id: number; content: { category: string | null } }[],
  at: Date,
  changed: (appId: number) => void = () => undefined,
): Promise<Categories> => {
  const nameOf = (appId: number, identifier: string): string => `${appId}:${identifier}`
  const named = new Map(
    triggers.flatMap(({ app_id, content }) =>
      content.category === null
        ? []
        : [[nameOf(app_id, content.category), { app_id, identifier: content.category }]],
    ),
  )
  if (named.size === 0) return () => undefined
  const appIds = [...named.values()].map(({ app_id }) => app_id)
  const identifiers = [...named.values()].map(({ identifier }) => identifier)

  let found = await findCategories(db, appIds, identifiers)
  if (found.length < named.size) {
    const had = new Set(found.map((row) => nameOf(row.app_id, row.identifier)))
    await saveCategories(db, appIds, identifiers, at)
    found = await findCategories(db, appIds, identifiers)
    const made = found.filter((row) => !had.has(nameOf(row.app_id, row.identifier)))
    for (const appId of new Set(made.map(({ app_id }) => app_id))) changed(appId)
  }
  const byName = new Map(found.map((row) => [nameOf(row.app_id, row.identifier), row]))
  return (appId, identifier) => (identifier === null ? undefined : byName.get(nameOf(appId, identifier)))
}

/** Its name is its identifier until somebody gives a better one. */
export const saveCategories = (
  db: Sql,
  appIds: readonly number[],
  identifiers: readonly string[],
  at: Date,
): Promise<number> => db.run`
  insert into category (app_id, identifier, name, created_at, updated_at)
  select distinct app_id, identifier, identifier, ${at}::timestamptz, ${at}::timestamptz
  from unnest(${appIds}::bigint[], ${identifiers}::text[]) as given(app_id, identifier)
  order by app_id, identifier
  on conflict do nothing`

const findCategories = (
  db: Sql,
  appIds: readonly number[],
  identifiers: readonly string[],
): Promise<CategoryRow[]> => db.many<CategoryRow>`
  select category.* from unnest(${appIds}::bigint[], ${identifiers}::text[]) as given(app_id, identifier)
  cross join lateral (
    select id, app_id, identifier, is_required from category
    where app_id = given.app_id and identifier = given.identifier limit 1
  ) category`
