import type { CategoryChanges, CategoryDetails, NewCategory } from '@inboxkit/protocol'
import { z } from 'zod'
import { instant, wireId } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'
import type { CategoryRow } from './queries.js'

/** Two names for one flag: older clients read the second, and it may be written by either. */
interface Spellings {
  hideInApp?: boolean | undefined
  hideInInApp?: boolean | undefined
}

const name = z.string().min(1).max(255)
const rest = {
  description: z
    .string()
    .max(500)
    .nullish()
    .describe('For people, on the preference screen: what it is about'),
  isRequired: z.boolean().optional().describe('Users cannot turn it off'),
  hideInApp: z.boolean().optional().describe('No tab of its own in the inbox'),
  hideInInApp: z.boolean().optional().describe('The same as `hideInApp`'),
  hideInPreferenceManager: z.boolean().optional().describe('Not on the preference screen'),
}

const oneSpelling = <Given extends Spellings>({
  hideInInApp,
  ...given
}: Given): Omit<Given, 'hideInInApp'> => ({ ...given, hideInApp: given.hideInApp ?? hideInInApp })

export const newCategoryBody: z.ZodType<NewCategory> = z
  .object({ identifier, name, ...rest })
  .transform(oneSpelling) as z.ZodType<NewCategory>

export const categoryChangesBody: z.ZodType<CategoryChanges> = z
  .strictObject({ name: name.optional(), ...rest })
  .transform(oneSpelling) as z.ZodType<CategoryChanges>

export const categoryDetailsShape: z.ZodType<CategoryDetails> = z
  .object({
    id: wireId,
    identifier: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    hideInApp: z.boolean(),
    hideInInApp: z.boolean(),
    hideInPreferenceManager: z.boolean(),
    isRequired: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'CategoryDetails' })

export const toWire = (row: CategoryRow): CategoryDetails => ({
  id: row.id,
  identifier: row.identifier,
  name: row.name,
  description: row.description,
  hideInApp: row.hide_in_app,
  hideInInApp: row.hide_in_app,
  hideInPreferenceManager: row.hide_in_preferences,
  isRequired: row.is_required,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})
