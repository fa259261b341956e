import sql, { empty, type Sql as Fragment, join } from 'sql-template-tag'
import { chosen, chosenHere, switched, switchedHere, usual } from './fragments.js'

/**
 * Preferences of the inbox as parts of the statement that delivers. Mostly nobody can have turned off what is sent: that
 * is asked first, once, and then no user is looked up. The order is that of `decide`.
 */

/** What a notification is about, as far as preferences go. */
export interface Subject {
  categoryId: number | null
  tenantId: number | null
}

const inApp = sql`'inApp'`

/** Whether anybody at all has turned a category off. */
const isOffForSome = (categoryId: Fragment): Fragment => sql`coalesce((
  select true from preference p
  where p.category_id = ${categoryId} and p.channel = 'inApp' and not p.is_enabled limit 1
), false)`

/** Whether anybody at all has turned the inbox off. */
const isSwitchedOffBySome: Fragment = sql`coalesce((
  select true from channel_preference s where s.channel = 'inApp' and not s.is_enabled limit 1
), false)`

/** Whether anybody at all has turned something off of what is sent for a tenant. */
const isOffHereForSome = (tenantId: Fragment): Fragment => sql`coalesce((
  select true from tenant_preference h
  where h.tenant_id = ${tenantId} and h.channel = 'inApp' and not h.is_enabled limit 1
), false)`

/** What there is to look at is given; the first that says something decides. */
const isOff = (answers: readonly (Fragment | null)[]): Fragment =>
  sql`not coalesce(${join([...answers.filter((answer) => answer !== null), sql`true`])})`

/** Of one subject for many users: whether it can be off for anybody, and then, whether it is for this one. */
export const isOffForMany = (userId: Fragment, { categoryId, tenantId }: Subject): Fragment => {
  const category = categoryId === null ? null : sql`${categoryId}::bigint`
  const tenant = tenantId === null ? null : sql`${tenantId}::bigint`
  const isUsual = usualOf({ categoryId, tenantId })
  const isSwitchAsked = isUsual ? sql`(${isSwitchedOffBySome} or ${isUsual} is false)` : isSwitchedOffBySome
  const isAskedAnyway = category ? sql`(${isOffForSome(category)} or ${isSwitchAsked})` : isSwitchAsked
  const isAsked = tenant ? sql`(${isOffHereForSome(tenant)} or ${isAskedAnyway})` : isAskedAnyway
  return sql`${isAsked} and ${isOff([
    tenant && category && chosenHere(userId, tenant, category, inApp),
    category && chosen(userId, category, inApp),
    tenant && switchedHere(userId, tenant, inApp),
    sql`case when ${isSwitchAsked} then ${switched(userId, inApp)} end`,
    isUsual,
  ])}`
}

/** Of one subject for one user: asking for everybody first would save nothing. */
export const isOffForOne = (userId: Fragment, { categoryId, tenantId }: Subject): Fragment => {
  const category = categoryId === null ? null : sql`${categoryId}::bigint`
  const tenant = tenantId === null ? null : sql`${tenantId}::bigint`
  return isOff([
    tenant && category && chosenHere(userId, tenant, category, inApp),
    category && chosen(userId, category, inApp),
    tenant && switchedHere(userId, tenant, inApp),
    switched(userId, inApp),
    usualOf({ categoryId, tenantId }),
  ])
}

const usualOf = ({ categoryId, tenantId }: Subject): Fragment | null =>
  tenantId === null ? null : usual(sql`${tenantId}::bigint`, sql`${categoryId}::bigint`, inApp)

/** The few subjects that many contents come to. */
export interface Asked {
  subjects: readonly Subject[]
  /** Which subject a content has, from 1; `null` = it is required, and nobody is asked. */
  placeOf(content: number): number | null
}

/** @returns `null` when all of them are required */
export const askFor = (
  contents: readonly { categoryId: number | null; isRequired: boolean; tenantId?: number | null }[],
): Asked | null => {
  const subjects: Subject[] = []
  const known = new Map<string, number>()
  const places = contents.map(({ categoryId, isRequired, tenantId = null }) => {
    if (isRequired) return null
    const name = `${categoryId} ${tenantId}`
    const place = known.get(name) ?? subjects.push({ categoryId, tenantId })
    known.set(name, place)
    return place
  })
  return subjects.length === 0 ? null : { subjects, placeOf: (content) => places[content] ?? null }
}

const isForTenants = ({ subjects }: Asked): boolean => subjects.some(({ tenantId }) => tenantId !== null)

/** The subjects, each with what can matter for it at all. */
export const askedTable = (asked: Asked): Fragment => sql`
  asked as materialized (
    select q.*, q.is_usual is false or ${isSwitchedOffBySome} is_switch_asked,
      ${isForTenants(asked) ? sql`${isOffHereForSome(sql`q.tenant_id`)} or` : empty}
        ${isOffForSome(sql`q.category_id`)} is_category_asked
    from (
      select g.place, g.category_id, g.tenant_id, ${usual(sql`g.tenant_id`, sql`g.category_id`, inApp)} is_usual
      from unnest(
        ${asked.subjects.map(({ categoryId }) => categoryId)}::bigint[],
        ${asked.subjects.map(({ tenantId }) => tenantId)}::bigint[]
      ) with ordinality as g(category_id, tenant_id, place)
      offset 0
    ) q
  ),`

/** Of a row `a` of `asked`, or none, for a user. */
export const isAskedOff = (asked: Asked, userId: Fragment): Fragment => sql`
  case when a.is_category_asked or a.is_switch_asked then ${isOff([
    isForTenants(asked) ? chosenHere(userId, sql`a.tenant_id`, sql`a.category_id`, inApp) : null,
    chosen(userId, sql`a.category_id`, inApp),
    isForTenants(asked) ? switchedHere(userId, sql`a.tenant_id`, inApp) : null,
    sql`case when a.is_switch_asked then ${switched(userId, inApp)} end`,
    sql`a.is_usual`,
  ])} else false end`
