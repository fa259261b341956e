import type { ChannelId } from '@inboxkit/protocol'
import sql, { empty } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { chosen, chosenHere, switched, switchedHere, usual } from './fragments.js'

/** One message that is about to go to somebody. */
export interface Asked {
  /** Below 0 = somebody who is no user, and has no preferences. */
  userId: number
  channel: ChannelId
  categoryId: number | null
  /** Whether the category is one that nobody can opt out of. */
  isRequired: boolean
  tenantId: number | null
}

export type Decision = 'on' | 'preference_off'

/**
 * For each, in order: whether preferences let it go. What goes before them is the caller's: whether there is an address,
 * and the channels that the sender named. The in-app statement answers the same in itself (triggers/deliver.ts).
 * @param asked at most 1,000
 */
export const decide = async (db: Sql, asked: readonly Asked[]): Promise<Decision[]> => {
  const open = asked.filter(isOpen)
  if (open.length === 0) return asked.map(() => 'on')
  const answers = await askUsers(db, open)
  const places = new Map(open.map((one, place) => [one, place]))
  return asked.map((one) => (answers[places.get(one) ?? -1] === false ? 'preference_off' : 'on'))
}

const isOpen = ({ userId, isRequired }: Asked): boolean => userId > 0 && !isRequired

/**
 * A tenant's defaults are one document: it is read once for all that ask it the same. Where nothing is sent for a tenant,
 * the statement does not speak of tenants.
 */
const askUsers = async (db: Sql, open: readonly Asked[]): Promise<boolean[]> => {
  const questions: Asked[] = []
  const placeOf = new Map<string, number>()
  const usualPlaces = open.map((one) => {
    if (one.tenantId === null) return null
    const name = `${one.tenantId} ${one.categoryId} ${one.channel}`
    const place = placeOf.get(name) ?? questions.push(one)
    placeOf.set(name, place)
    return place
  })
  const isForTenants = questions.length > 0
  const [category, tenant, channel] = [sql`a.category_id`, sql`a.tenant_id`, sql`a.channel`]
  const userId = sql`a.user_id`
  const row = await db.one<{ answers: string | null }>`
    with usual as materialized (
      select array_agg(${usual(sql`d.tenant_id`, sql`d.category_id`, sql`d.channel`)} order by d.place) answers
      from unnest(
        ${questions.map(({ tenantId }) => tenantId)}::bigint[],
        ${questions.map(({ categoryId }) => categoryId)}::bigint[],
        ${questions.map(({ channel }) => channel)}::text[]
      ) with ordinality as d(tenant_id, category_id, channel, place)
    )
    select json_agg(coalesce(
      ${isForTenants ? sql`${chosenHere(userId, tenant, category, channel)},` : empty}
      ${chosen(userId, category, channel)},
      ${isForTenants ? sql`${switchedHere(userId, tenant, channel)},` : empty}
      ${switched(userId, channel)},
      (select answers from usual)[a.usual],
      true
    ) order by a.place)::text answers
    from unnest(
      ${open.map((one) => one.userId)}::bigint[], ${open.map((one) => one.channel)}::text[],
      ${open.map(({ categoryId }) => categoryId)}::bigint[], ${usualPlaces}::int[]
      ${isForTenants ? sql`, ${open.map(({ tenantId }) => tenantId)}::bigint[]` : empty}
    ) with ordinality as a(user_id, channel, category_id, usual, ${isForTenants ? sql`tenant_id,` : empty} place)`
  return JSON.parse(row?.answers ?? '[]')
}
