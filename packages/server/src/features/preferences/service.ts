import { type FieldProblem, type Preference, problem } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { type Choice, type Chooser, findPreferences, type Written, writePreferences } from './queries.js'
import { type PreferencesBody, toWire } from './shape.js'

export const listPreferences = async (db: Sql, userId: number): Promise<Preference[]> =>
  toWire(await findPreferences(db, userId))

interface Asked extends Choice {
  /** Where it stood in the request. */
  entry: string
  field: string
}

/** One per pair of category and channel: the later of two counts. */
const asked = ({ preference }: PreferencesBody): Asked[] => {
  const byPair = new Map<string, Asked>()
  for (const [at, { categoryId, channels }] of preference.entries())
    for (const [place, { channel, enabled }] of channels.entries()) {
      const entry = `preference[${at}]`
      const field = `${entry}.channels[${place}]`
      byPair.set(`${categoryId}:${channel}`, { categoryId, channel, isEnabled: enabled, entry, field })
    }
  return [...byPair.values()]
}

/**
 * Changes what one user gets, of everything or of what is sent for a tenant: the pairs that are named, all or none.
 * @throws Problem `category_not_found`; `unprocessable` for turning off a required category
 */
export const choose = async (db: Sql, chooser: Chooser, body: PreferencesBody, at: Date): Promise<void> => {
  const choices = asked(body)
  if (choices.length === 0) return
  const written = await writePreferences(db, chooser, choices, at)
  if (!written.has_user) throw problem('user_not_found')
  refuse(choices, written)
}

/** The same of everything. @returns all that the user chose @throws as `choose` */
export const changePreferences = async (
  db: Sql,
  appId: number,
  userId: number,
  body: PreferencesBody,
  at: Date,
): Promise<Preference[]> => {
  await choose(db, { appId, userId, tenantId: null }, body, at)
  return listPreferences(db, userId)
}

const refuse = (choices: readonly Asked[], { known }: Written): void => {
  const byId = new Map(known.map((category) => [category.id, category]))
  const unknown = new Set(
    choices.filter(({ categoryId }) => !byId.has(categoryId)).map(({ entry }) => `${entry}.categoryId`),
  )
  if (unknown.size > 0)
    throw problem('category_not_found', { fields: namely(unknown, 'must be the id of a category') })
  const required = choices.filter(
    ({ categoryId, isEnabled }) => isEnabled === false && byId.get(categoryId)?.is_required,
  )
  if (required.length > 0)
    throw problem('unprocessable', {
      fields: namely(
        required.map(({ field }) => field),
        'must not be turned off: the category is required',
      ),
    })
}

const mostNamed = 20

const namely = (fields: Iterable<string>, message: string): FieldProblem[] =>
  [...fields].slice(0, mostNamed).map((field) => ({ field, message }))
