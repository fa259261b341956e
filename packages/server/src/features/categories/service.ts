import { type Category, type CategoryChanges, type NewCategory, problem } from '@inboxkit/protocol'
import type { Named } from '../../http/named.js'
import { nextTurn } from '../../next-turn.js'
import type { Db, Sql } from '../../storage/db.js'
import {
  type CategoryColumns,
  type CategoryRow,
  deleteCategoryRow,
  deletePreferences,
  deleteTenantPreferences,
  insertCategory,
  listCategoryRows,
  listTabs,
  lockCategory,
  updateCategoryRow,
} from './queries.js'

/** Rows removed in one statement: PGlite blocks the event loop for its length. */
const pageSize = 1000

/** An inbox draws no more tabs than these, and connects should stay small. */
const mostTabs = 100

export const listCategories = (db: Sql, appId: number): Promise<CategoryRow[]> => listCategoryRows(db, appId)

/** What a front end makes tabs of, oldest first: the categories that are not hidden there, at most 100. */
export const listInboxCategories = (db: Sql, appId: number): Promise<Category[]> =>
  listTabs(db, appId, mostTabs)

const columnsOf = ({
  name,
  description,
  isRequired,
  hideInApp,
  hideInPreferenceManager,
}: CategoryChanges): CategoryColumns => ({
  name,
  description,
  isRequired,
  hideInApp,
  hideInPreferences: hideInPreferenceManager,
})

/** @throws Problem `already_exists` */
export const createCategory = async (
  db: Db,
  appId: number,
  { identifier, ...given }: NewCategory,
  at: Date,
  changed: (appId: number) => void,
): Promise<CategoryRow> => {
  const category = await insertCategory(db, appId, identifier, columnsOf(given), at)
  if (category) {
    db.afterCommit(() => changed(appId))
    return category
  }
  throw problem('already_exists', {
    detail: `There is a category ${identifier} already: change it with PATCH /v3/categories/${encodeURIComponent(identifier)}`,
  })
}

/** Only what is named changes. @throws Problem `category_not_found` */
export const updateCategory = async (
  db: Db,
  appId: number,
  named: Named,
  changes: CategoryChanges,
  at: Date,
  changed: (appId: number) => void,
): Promise<CategoryRow> => {
  const category = await updateCategoryRow(db, appId, named, columnsOf(changes), at)
  if (!category) throw problem('category_not_found')
  db.afterCommit(() => changed(appId))
  return category
}

/**
 * Removes a category and what users chose about it. Its notifications stay, with no category; the next send that
 * names it makes a new one. @throws Problem `category_not_found`
 */
export const removeCategory = (
  db: Db,
  appId: number,
  named: Named,
  changed: (appId: number) => void,
): Promise<void> =>
  db.transaction(async (tx) => {
    const category = await lockCategory(tx, appId, named)
    if (!category) throw problem('category_not_found')
    while ((await deletePreferences(tx, category.id, pageSize)) > 0) await nextTurn()
    while ((await deleteTenantPreferences(tx, category.id, pageSize)) > 0) await nextTurn()
    await deleteCategoryRow(tx, category.id)
    tx.afterCommit(() => changed(appId))
  })
