import sql, { type Sql as Fragment } from 'sql-template-tag'

/**
 * What preferences say of one message, as SQL: each is true, false, or null for "says nothing". In this order the first
 * that says something decides (DESIGN.md, section 4): `chosenHere`, `chosen`, `switchedHere`, `switched`, `usual`; and
 * when none does, it is on. Those of a tenant are asked only where something is sent for one. Scalars, each one look
 * into an index: the planner could answer an `exists` or a join by reading the whole table, which looks cheap as long
 * as it is empty (decision 6).
 */

/** What the user chose for a category on a channel, of what is sent for a tenant. */
export const chosenHere = (
  userId: Fragment,
  tenantId: Fragment,
  categoryId: Fragment,
  channel: Fragment,
): Fragment => sql`(
  select h.is_enabled from tenant_preference h
  where h.user_id = ${userId} and h.tenant_id = ${tenantId} and h.category_id = ${categoryId}
    and h.channel = ${channel}
)`

/** What the user chose for a category on a channel. */
export const chosen = (userId: Fragment, categoryId: Fragment, channel: Fragment): Fragment => sql`(
  select p.is_enabled from preference p
  where p.user_id = ${userId} and p.category_id = ${categoryId} and p.channel = ${channel}
)`

/** What the user chose for a channel of what is sent for a tenant, whatever the category. */
export const switchedHere = (userId: Fragment, tenantId: Fragment, channel: Fragment): Fragment => sql`(
  select h.is_enabled from tenant_preference h
  where h.user_id = ${userId} and h.tenant_id = ${tenantId} and h.category_id is null and h.channel = ${channel}
)`

/** What the user chose for a channel, whatever the category. */
export const switched = (userId: Fragment, channel: Fragment): Fragment => sql`(
  select s.is_enabled from channel_preference s where s.user_id = ${userId} and s.channel = ${channel}
)`

/** What the tenant has for users who have not chosen: by category and channel, then by channel. */
export const usual = (tenantId: Fragment, categoryId: Fragment, channel: Fragment): Fragment => sql`(
  select coalesce(
    (t.preferences -> 'categories'
      -> (select c.identifier from category c where c.id = ${categoryId}) ->> ${channel})::boolean,
    (t.preferences -> 'channels' ->> ${channel})::boolean
  )
  from tenant t where t.id = ${tenantId}
)`
