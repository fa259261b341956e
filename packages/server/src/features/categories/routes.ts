import { z } from 'zod'
import { named } from '../../http/named.js'
import type { Routes } from '../../http/routes.js'
import { said } from '../../wire/values.js'
import { createCategory, listCategories, removeCategory, updateCategory } from './service.js'
import { categoryChangesBody, categoryDetailsShape, newCategoryBody, toWire } from './shape.js'

const params = z.object({ id: named.describe('Its id, or its identifier') })

export interface CategoryTools {
  now: () => Date
  /** An app's categories are others. */
  categoriesChanged: (appId: number) => void
}

export const categoryRoutes = (routes: Routes, { now, categoriesChanged }: CategoryTools): void => {
  const tag = 'Categories'
  routes.on(
    'GET',
    '/categories',
    { as: 'either', tag, summary: 'List the app’s categories', answer: z.array(categoryDetailsShape) },
    async ({ who, db }) => (await listCategories(db, who.app.id)).map(toWire),
  )
  routes.on(
    'POST',
    '/categories',
    {
      as: 'app',
      tag,
      summary: 'Create a category; a send that names an unknown one creates it too',
      body: newCategoryBody,
      answer: categoryDetailsShape,
    },
    async ({ who, body, db }) => toWire(await createCategory(db, who.app.id, body, now(), categoriesChanged)),
  )
  routes.on(
    'PATCH',
    '/categories/:id',
    {
      as: 'app',
      tag,
      summary: 'Rename a category, hide it, or make it required',
      params,
      body: categoryChangesBody,
      answer: categoryDetailsShape,
    },
    async ({ who, params: { id }, body, db }) =>
      toWire(await updateCategory(db, who.app.id, id, body, now(), categoriesChanged)),
  )
  routes.on(
    'DELETE',
    '/categories/:id',
    {
      as: 'app',
      tag,
      summary: 'Delete a category and what users chose about it; its notifications stay',
      params,
      answer: said,
    },
    async ({ who, params: { id }, db }) => {
      await removeCategory(db, who.app.id, id, categoriesChanged)
      return { message: 'Category deleted' }
    },
  )
}
