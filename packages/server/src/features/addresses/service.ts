import { isDeepStrictEqual } from 'node:util'
import type { ChannelAddresses } from '@inboxkit/protocol'
import type { Address, AddressOf, OutsideChannel } from '../../channels/types.js'
import type { Db, Sql } from '../../storage/db.js'
import { getUser } from '../users/service.js'
import { hashOf, withoutTwins } from './canonical.js'
import { mask } from './mask.js'
import {
  clearWebPush,
  findKnown,
  findUsersByText,
  removeAddress,
  removeAddresses,
  trimAddresses,
  upsertAddresses,
} from './queries.js'

/** Addresses of one user on one channel, beside the profile's and the devices'. */
export const mostAddresses = 10

/** Where somebody is reached, by channel. */
export type Addresses = { [Channel in OutsideChannel]?: AddressOf[Channel][] }

/**
 * Where users are reached on some channels: the profile's e-mail address and phone number, the push subscriptions of
 * their devices, and what was saved for them; without twins. Who has none is left out.
 * @param userIds at most 1,000
 */
export const findAddresses = async (
  db: Sql,
  userIds: readonly number[],
  channels: readonly OutsideChannel[],
): Promise<Map<number, Addresses>> => {
  const found = new Map<number, { [channel: string]: Address[] }>()
  for (const { user_id, channel, address } of await findKnown(db, userIds, channels)) {
    const own = found.get(user_id) ?? {}
    found.set(user_id, own)
    own[channel] = withoutTwins([...(own[channel] ?? []), address])
  }
  return found
}

/** Our ids of those whom an e-mail address or phone number was saved for, by identifier. */
export const findAddressees = async (
  db: Sql,
  appId: number,
  texts: readonly string[],
): Promise<Map<string, number>> => {
  const users = texts.length === 0 ? [] : await findUsersByText(db, appId, texts)
  return new Map(users.map(({ id, identifier }) => [identifier, id]))
}

/** One to save. */
export interface NewAddress {
  userId: number
  channel: OutsideChannel
  address: Address
}

/** Adds addresses of users of an app; keeps the newest ten of each user and channel. At most 1,000 at a time. */
export const saveAddresses = async (
  tx: Sql,
  appId: number,
  rows: readonly NewAddress[],
  at: Date,
): Promise<void> => {
  if (rows.length === 0) return
  const byKey = new Map(
    rows.map((row) => {
      const hash = hashOf(row.address)
      return [`${row.userId} ${row.channel} ${hash.toString('hex')}`, { ...row, hash }]
    }),
  )
  await upsertAddresses(tx, appId, [...byKey.values()], at)
  await trimAddresses(tx, [...new Set(rows.map(({ userId }) => userId))], mostAddresses)
}

/** Nobody is there any more. What the profile says stays: it is the customer's. */
export const forgetAddress = async (tx: Sql, { userId, channel, address }: NewAddress): Promise<void> => {
  if (userId < 0) return
  await removeAddress(tx, userId, channel, hashOf(address))
  if (channel === 'webPush') await clearWebPush(tx, userId, (address as AddressOf['webPush']).endpoint)
}

/** Where one user is reached on one channel. @throws Problem `user_not_found` */
export const listAddresses = async (
  db: Sql,
  appId: number,
  identifier: string,
  channel: OutsideChannel,
): Promise<ChannelAddresses> => {
  const { id } = await getUser(db, appId, identifier)
  const known = await findKnown(db, [id], [channel])
  return {
    channel,
    addresses: known.filter(({ origin }) => origin === 'own').map(({ address }) => mask(address)),
    others: known.flatMap(({ origin, address }) =>
      origin === 'own' ? [] : [{ from: origin, address: mask(address) }],
    ),
  }
}

/**
 * Replaces what was saved for one user and channel. An address that comes back as it was shown is the one that is there,
 * access token included.
 * @throws Problem `user_not_found`
 */
export const replaceAddresses = (
  db: Db,
  appId: number,
  identifier: string,
  channel: OutsideChannel,
  given: readonly Address[],
  at: Date,
): Promise<ChannelAddresses> =>
  db.transaction(async (tx) => {
    const { id: userId } = await getUser(tx, appId, identifier)
    const before = (await findKnown(tx, [userId], [channel])).filter(({ origin }) => origin === 'own')
    const restored = given.map(
      (one) => before.find(({ address }) => isDeepStrictEqual(mask(address), one))?.address ?? one,
    )
    await removeAddresses(tx, userId, channel)
    await saveAddresses(
      tx,
      appId,
      restored.map((address) => ({ userId, channel, address })),
      at,
    )
    return listAddresses(tx, appId, identifier, channel)
  })
