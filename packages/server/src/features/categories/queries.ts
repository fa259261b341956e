import { isNamed, type Named } from '../../http/named.js'
import type { Sql, Tx } from '../../storage/db.js'

export interface CategoryRow {
  id: number
  identifier: string
  name: string
  description: string | null
  is_required: boolean
  hide_in_app: boolean
  hide_in_preferences: boolean
  created_at: Date
  updated_at: Date
}

/** Columns that can be set; `undefined` = as it is, or as the table says. */
export interface CategoryColumns {
  name?: string | undefined
  /** `null` = none */
  description?: string | null | undefined
  isRequired?: boolean | undefined
  hideInApp?: boolean | undefined
  hideInPreferences?: boolean | undefined
}

export const listCategoryRows = (db: Sql, appId: number): Promise<CategoryRow[]> => db.many<CategoryRow>`
  select id, identifier, name, description, is_required, hide_in_app, hide_in_preferences, created_at, updated_at
  from category where app_id = ${appId} order by id`

/** Those with a tab of their own in the inbox. */
export const listTabs = (
  db: Sql,
  appId: number,
  most: number,
): Promise<Pick<CategoryRow, 'id' | 'identifier' | 'name'>[]> =>
  db.many<Pick<CategoryRow, 'id' | 'identifier' | 'name'>>`
    select id, identifier, name from category
    where app_id = ${appId} and not hide_in_app order by id limit ${most}`

/** @returns `undefined` when there is one with this identifier */
export const insertCategory = (
  db: Sql,
  appId: number,
  identifier: string,
  {
    name,
    description = null,
    isRequired = false,
    hideInApp = false,
    hideInPreferences = false,
  }: CategoryColumns,
  at: Date,
): Promise<CategoryRow | undefined> => db.one<CategoryRow>`
  insert into category
    (app_id, identifier, name, description, is_required, hide_in_app, hide_in_preferences, created_at, updated_at)
  values (
    ${appId}, ${identifier}, ${name}, ${description}, ${isRequired}, ${hideInApp}, ${hideInPreferences}, ${at}, ${at}
  )
  on conflict (app_id, identifier) do nothing
  returning id, identifier, name, description, is_required, hide_in_app, hide_in_preferences, created_at,
    updated_at`

export const updateCategoryRow = (
  db: Sql,
  appId: number,
  named: Named,
  { name, description, isRequired, hideInApp, hideInPreferences }: CategoryColumns,
  at: Date,
): Promise<CategoryRow | undefined> => db.one<CategoryRow>`
  update category set
    name = coalesce(${name}, name),
    description = case when ${description !== undefined} then ${description ?? null} else description end,
    is_required = coalesce(${isRequired}, is_required),
    hide_in_app = coalesce(${hideInApp}, hide_in_app),
    hide_in_preferences = coalesce(${hideInPreferences}, hide_in_preferences),
    updated_at = ${at}
  where app_id = ${appId} and ${isNamed(named)}
  returning id, identifier, name, description, is_required, hide_in_app, hide_in_preferences, created_at,
    updated_at`

/** Whoever is about to set a preference of it waits, and finds nothing. */
export const lockCategory = (tx: Tx, appId: number, named: Named): Promise<{ id: number } | undefined> =>
  tx.one<{ id: number }>`select id from category where app_id = ${appId} and ${isNamed(named)} for update`

export const deletePreferences = (tx: Tx, categoryId: number, most: number): Promise<number> => tx.run`
  delete from preference where ctid = any(array(
    select ctid from preference where category_id = ${categoryId} limit ${most}))`

export const deleteTenantPreferences = (tx: Tx, categoryId: number, most: number): Promise<number> => tx.run`
  delete from tenant_preference where ctid = any(array(
    select ctid from tenant_preference where category_id = ${categoryId} limit ${most}))`

export const deleteCategoryRow = (tx: Tx, categoryId: number): Promise<number> =>
  tx.run`delete from category where id = ${categoryId}`
