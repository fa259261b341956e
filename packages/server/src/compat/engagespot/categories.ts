import { z } from 'zod'
import type { CategoryTools } from '../../features/categories/routes.js'
import { createCategory, removeCategory } from '../../features/categories/service.js'
import { categoryDetailsShape, newCategoryBody, toWire } from '../../features/categories/shape.js'
import { named } from '../../http/named.js'
import type { Routes } from '../../http/routes.js'
import { said } from '../../wire/values.js'

/** The vendor's node client has categories below notifications (contract, section 4, rows 20 and 22). */
export const categoryAliases = (routes: Routes, { now, categoriesChanged }: CategoryTools): void => {
  const base = { as: 'app', isAlias: true, tag: 'Categories' } as const
  routes.on(
    'POST',
    '/notifications/categories',
    { ...base, summary: 'Create a category', body: newCategoryBody, answer: categoryDetailsShape },
    async ({ who, body, db }) => toWire(await createCategory(db, who.app.id, body, now(), categoriesChanged)),
  )
  routes.on(
    'DELETE',
    '/notifications/categories/:id',
    { ...base, summary: 'Delete a category', params: z.object({ id: named }), answer: said },
    async ({ who, params, db }) => {
      await removeCategory(db, who.app.id, params.id, categoriesChanged)
      return { message: 'Category deleted' }
    },
  )
}
