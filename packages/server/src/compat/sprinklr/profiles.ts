import { identifier } from '../../features/users/identifier.js'
import {
  findUserByEmail,
  findUserByIdentity,
  findUserByPhoneNumber,
  type Identity,
} from '../../features/users/known-as.js'
import { phoneNumber } from '../../features/users/phone-number.js'
import { findUser, type UserRow } from '../../features/users/service.js'
import { parse } from '../../http/validate.js'
import type { Sql } from '../../storage/db.js'
import type { ChannelProfile, UnifiedProfile } from './schemas.js'

type Channel = Pick<ChannelProfile, 'channelType' | 'channelId'>

const phoneTypes: ReadonlySet<string> = new Set(['SMS', 'WHATSAPP', 'WHATSAPP_BUSINESS'])
const isEmail = ({ channelType }: Channel): boolean => channelType.toUpperCase() === 'EMAIL'
const isPhone = ({ channelType }: Channel): boolean => phoneTypes.has(channelType.toUpperCase())

/** A phone number as people write them, in the form of E.164; `undefined` when it is none. */
const toPhoneNumber = (text: string): string | undefined => {
  const { data } = phoneNumber.safeParse(`+${text.replace(/\D/g, '')}`)
  return data
}

const identityOf = (channel: Channel): Identity => ({
  kind: channel.channelType.toLowerCase(),
  value: isEmail(channel) ? channel.channelId.toLowerCase() : channel.channelId,
})

/** What users are called who have no identifier of their own. */
const nameOf = (channel: Channel): string => {
  const { kind, value } = identityOf(channel)
  return `${kind}:${value}`
}

/**
 * The user at a channel address: by e-mail address or phone number of the profile, by an identity that came with a
 * profile of the vendor's, or by the address as identifier.
 */
export const findByChannel = async (
  db: Sql,
  appId: number,
  channel: Channel,
): Promise<UserRow | undefined> => {
  const { channelId } = channel
  const number = isPhone(channel) ? toPhoneNumber(channelId) : undefined
  const byProfile = isEmail(channel)
    ? await findUserByEmail(db, appId, channelId)
    : number === undefined
      ? undefined
      : await findUserByPhoneNumber(db, appId, number)
  return (
    byProfile ??
    (await findUserByIdentity(db, appId, identityOf(channel))) ??
    (await findUser(db, appId, nameOf(channel))) ??
    findUser(db, appId, channelId)
  )
}

/** The user of a profile: by its id, or by the first of its channels that is somebody's. */
export const findByProfile = async (
  db: Sql,
  appId: number,
  { id, profiles }: UnifiedProfile,
): Promise<UserRow | undefined> => {
  const byId = id == null ? undefined : await findUser(db, appId, id)
  if (byId) return byId
  for (const channel of profiles) {
    const found = await findByChannel(db, appId, channel)
    if (found) return found
  }
  return undefined
}

/** @throws Problem `invalid_request` for an id that cannot be an identifier */
export const newIdentifierOf = ({ id, profiles }: UnifiedProfile): string => {
  const [first] = profiles
  if (id != null) return parse(identifier, id, 'unifiedProfile.id')
  return parse(identifier, first ? nameOf(first) : '', 'unifiedProfile.profiles[0].channelId')
}

export const identitiesOf = ({ profiles }: UnifiedProfile): Identity[] => profiles.map(identityOf)

/**
 * What a profile says of its user: `contact` and `demographics` by their names, `phoneNo` as our phone number where it
 * is one. What the channels say, address and name, only fills in what is not known.
 */
export const attributesOf = (
  { contact, demographics, profiles }: UnifiedProfile,
  known: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const { phoneNo, ...names } = contact ?? {}
  const number = phoneNo == null ? undefined : toPhoneNumber(phoneNo)
  const said = present({
    ...names,
    ...demographics,
    ...(number === undefined ? { phoneNo } : { phoneNumber: number }),
  })
  const phone = profiles.find(isPhone)?.channelId
  const filled = present({
    email: profiles.find(isEmail)?.channelId,
    phoneNumber: phone === undefined ? undefined : toPhoneNumber(phone),
    name: contact?.fullName || profiles[0]?.name,
  })
  const missing = Object.entries(filled).filter(([attribute]) => known[attribute] == null)
  return { ...Object.fromEntries(missing), ...said }
}

const present = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value != null && value !== ''))
