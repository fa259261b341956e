import {
  type ChannelId,
  channelIds,
  type PageChannel,
  type PreferencePage,
  problem,
} from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { chooseDigests, listDigests } from '../digests/service.js'
import { changeChannelPreferences, changeChannelsHere } from '../preferences/channels.js'
import { type Asked, type Decision, decide } from '../preferences/decisions.js'
import { type PageOwner, readPageToken } from '../preferences/page-token.js'
import { choose } from '../preferences/service.js'
import { getQuietHours, setQuietHours } from '../quiet-hours/service.js'
import { findTenantIds } from '../tenants/service.js'
import { findChoices, findOwner, listShownCategories, type OwnerRow } from './queries.js'
import type { PageBody } from './shape.js'

/** More than any screen has. */
const mostCategories = 200
/** Of one question to preferences. */
const mostAsked = 1000

/** @throws Problem `invalid_token` */
export const ownerOf = (encryptionKey: Buffer, token: string): PageOwner => {
  const owner = readPageToken(encryptionKey, token)
  if (!owner)
    throw problem('invalid_token', { detail: 'This link is not valid: open it as it stands in the message' })
  return owner
}

/** A user who asks for all, or for what is sent for a tenant. @throws Problem `tenant_not_found` */
export const userOf = async (
  db: Sql,
  appId: number,
  userId: number,
  tenant: string | undefined,
): Promise<PageOwner> => {
  const owner = { appId, userId, categoryId: null }
  if (tenant === undefined) return { ...owner, tenantId: null }
  const tenantId = (await findTenantIds(db, appId, [tenant])).get(tenant)
  if (tenantId === undefined) throw problem('tenant_not_found')
  return { ...owner, tenantId }
}

/** The tenant of a message that was deleted since is none. @throws Problem `user_not_found` */
export const getOwner = async (
  db: Sql,
  owner: PageOwner,
): Promise<{ row: OwnerRow; tenantId: number | null }> => {
  const row = await findOwner(db, owner)
  if (!row) throw problem('user_not_found')
  return { row, tenantId: row.tenant && owner.tenantId }
}

/** What front ends show, e-mail, and what the user has said something about: nothing chosen is out of sight. */
const shownChannels = (row: OwnerRow, choices: readonly { channel: ChannelId }[]): ChannelId[] => {
  const shown = new Set<ChannelId>([...(row.channels ?? ['inApp']), 'email'])
  for (const { channel } of choices) shown.add(channel)
  return channelIds.filter((channel) => shown.has(channel))
}

const decideAll = async (db: Sql, asked: readonly Asked[]): Promise<Decision[]> => {
  const decisions: Decision[] = []
  for (let at = 0; at < asked.length; at += mostAsked)
    decisions.push(...(await decide(db, asked.slice(at, at + mostAsked))))
  return decisions
}

/** @throws Problem `user_not_found` */
export const getPage = async (db: Sql, owner: PageOwner): Promise<PreferencePage> => {
  const { appId, userId } = owner
  const { row, tenantId } = await getOwner(db, owner)
  const categories = await listShownCategories(db, appId, mostCategories)
  const choices = await findChoices(db, userId, tenantId)
  const channels = shownChannels(row, choices)
  const chosen = new Set(choices.map(({ category_id, channel }) => `${category_id} ${channel}`))

  const lines = [{ id: null, is_required: false }, ...categories]
  const decisions = await decideAll(
    db,
    lines.flatMap(({ id: categoryId, is_required: isRequired }) =>
      channels.map((channel) => ({ userId, channel, categoryId, isRequired, tenantId })),
    ),
  )
  const [whole = [], ...cells] = lines.map(({ id }, line) =>
    channels.map(
      (channel, place): PageChannel => ({
        channel,
        enabled: decisions[line * channels.length + place] === 'on',
        isChosen: chosen.has(`${id} ${channel}`),
      }),
    ),
  )
  return {
    app: { name: row.app_name },
    tenant: row.tenant,
    about: row.category && categoryOf(row.category),
    categories: categories.map((category, line) => ({
      category: categoryOf(category),
      description: category.description,
      isRequired: category.is_required,
      channels: cells[line] ?? [],
    })),
    channels: whole,
    digests: await listDigests(db, { appId, userId, tenantId }),
    quietHours: await getQuietHours(db, userId),
  }
}

export const categoryOf = ({ id, identifier, name }: NonNullable<OwnerRow['category']>) => ({
  id,
  identifier,
  name,
})

/**
 * What is named, all of it or nothing: for the owner's tenant, where there is one. @returns the page as it is then
 * @throws Problem `user_not_found`, and as `choose`
 */
export const changePage = (
  db: Db,
  owner: PageOwner,
  { preference, channels, digests, quietHours }: PageBody,
  at: Date,
  changed: (userId: number) => void,
): Promise<PreferencePage> =>
  db.transaction(async (tx) => {
    const { appId, userId } = owner
    const { tenantId } = await getOwner(tx, owner)
    if (preference) await choose(tx, { appId, userId, tenantId }, { preference }, at)
    if (channels && tenantId === null) await changeChannelPreferences(tx, userId, { channels }, at)
    else if (channels && tenantId !== null) await changeChannelsHere(tx, userId, tenantId, { channels }, at)
    if (digests) await chooseDigests(tx, { appId, userId, tenantId }, digests, at)
    if (quietHours) await setQuietHours(tx, userId, quietHours, at)
    tx.afterCommit(() => changed(userId))
    return getPage(tx, owner)
  })
