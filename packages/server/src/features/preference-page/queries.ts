import type { ChannelId } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import type { PageOwner } from '../preferences/page-token.js'

export interface OwnerRow {
  app_name: string
  /** Those that front ends of the app show; `null` = it has not said. */
  channels: ChannelId[] | null
  tenant: { identifier: string; name: string } | null
  category: {
    id: number
    identifier: string
    name: string
    description: string | null
    is_required: boolean
  } | null
}

/** What a link stands for, as it is now; `undefined` = the user is gone. */
export const findOwner = (
  db: Sql,
  { appId, userId, categoryId, tenantId }: PageOwner,
): Promise<OwnerRow | undefined> => db.one<OwnerRow>`
  select a.name app_name, a.settings -> 'channels' channels,
    (select jsonb_build_object('identifier', t.identifier, 'name', t.name) from tenant t
      where t.id = ${tenantId} and t.app_id = a.id) tenant,
    (select jsonb_build_object('id', c.id, 'identifier', c.identifier, 'name', c.name,
        'description', c.description, 'is_required', c.is_required)
      from category c where c.id = ${categoryId} and c.app_id = a.id) category
  from app_user u join app a on a.id = u.app_id
  where u.id = ${userId} and u.app_id = ${appId}`

export interface ShownCategoryRow {
  id: number
  identifier: string
  name: string
  description: string | null
  is_required: boolean
}

/** Those that the app shows on preference screens. */
export const listShownCategories = (db: Sql, appId: number, most: number): Promise<ShownCategoryRow[]> =>
  db.many<ShownCategoryRow>`
    select id, identifier, name, description, is_required from category
    where app_id = ${appId} and not hide_in_preferences order by id limit ${most}`

/** What the user has chosen, for the tenant or without one, cell by cell; the channel as a whole has no category. */
export const findChoices = (
  db: Sql,
  userId: number,
  tenantId: number | null,
): Promise<{ category_id: number | null; channel: ChannelId }[]> =>
  db.many<{ category_id: number | null; channel: ChannelId }>`
    select category_id, channel from preference where user_id = ${userId}
    union all
    select null, channel from channel_preference where user_id = ${userId}
    union all
    select category_id, channel from tenant_preference where user_id = ${userId} and tenant_id = ${tenantId}`
