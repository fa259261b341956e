import { problem, type Recipient } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Actor, Content, RecipientRest, Transient } from '../../features/triggers/contents.js'
import { identifier } from '../../features/users/identifier.js'
import { inlineUser } from '../../features/users/profile.js'
import { parse } from '../../http/validate.js'
import { addressesOf, channelList, inlineChannels, mergeAddresses } from './channels.js'

const isTimeZone = (name: string): boolean => {
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const language = z.string().trim().max(35)

/** What a recipient or actor says beside its properties (contract, section 4). */
const settings = {
  ...inlineChannels,
  $channels: channelList.nullish(),
  $preferred_language: language.nullish(),
  $locale: language.nullish(),
  $timezone: z
    .string()
    .trim()
    .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin')
    .nullish(),
}

const settingsShape = z.object(settings)
type Settings = z.output<typeof settingsShape>

const person = z.looseObject({
  ...settings,
  distinct_id: z.string().trim().nullish(),
  is_transient: z.boolean().nullish(),
  $skip_create: z.boolean().nullish(),
  object_type: z.string().trim().min(1).optional(),
  id: z.unknown().optional(),
})

/** A user by id, or described on the spot. */
export const recipient = z.union([z.string().trim().min(1), person])
export type Given = z.output<typeof recipient>

/** Anybody that a body names, in our words. */
export interface Addressee {
  /** `null` = somebody who is no user. */
  identifier: string | null
  /** Not to be made a user: reached like a transient, unless the user is there already. */
  isNotMade: boolean
  properties: Record<string, unknown>
  rest: RecipientRest
}

const restOf = (given: Settings): RecipientRest => {
  const addresses = addressesOf(given)
  const language = given.$preferred_language || given.$locale
  return {
    ...(given.$channels ? { channels: given.$channels } : {}),
    ...(Object.keys(addresses).length > 0 ? { addresses } : {}),
    ...(language ? { language } : {}),
    ...(given.$timezone ? { timeZone: given.$timezone } : {}),
  }
}

const isSetting = (key: string): boolean => Object.hasOwn(settings, key)
const notProperties = new Set(['distinct_id', 'is_transient', '$skip_create', 'identifier'])

const propertiesOf = (given: Record<string, unknown>, isObject: boolean): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([key]) =>
        !isSetting(key) && !notProperties.has(key) && !(isObject && (key === 'object_type' || key === 'id')),
    ),
  )

/** @param field where it stands in the body @throws Problem `invalid_request` */
export const toAddressee = (given: Given, field: string): Addressee => {
  if (typeof given === 'string')
    return {
      identifier: parse(identifier, given, field),
      isNotMade: false,
      properties: {},
      rest: {},
    }
  const isObject = typeof given.object_type === 'string' && !given.distinct_id
  const properties = propertiesOf(given, isObject)
  const rest = restOf(given)
  if (given.is_transient) return { identifier: null, isNotMade: false, properties, rest }
  const name = isObject
    ? `${given.object_type}/${parse(objectId, given.id, `${field}.id`)}`
    : given.distinct_id
  const nameField = isObject ? `${field}.id` : `${field}.distinct_id`
  if (!name)
    throw problem('invalid_request', {
      fields: [{ field: nameField, message: 'must be given, unless is_transient is true' }],
    })
  const named = parse(identifier, name, nameField)
  parse(inlineUser, { ...properties, identifier: named }, field)
  return { identifier: named, isNotMade: given.$skip_create === true, properties, rest }
}

const objectId = z.union([z.string().trim().min(1), z.number()])

/** Somebody who is named twice is reached once, with what both say; the later one wins. */
const mergeTwins = (addressees: readonly Addressee[]): Addressee[] => {
  const merged = new Map<unknown, Addressee>()
  for (const one of addressees) {
    const key = one.identifier ?? one
    const earlier = merged.get(key)
    merged.set(key, earlier ? mergeTwo(earlier, one) : one)
  }
  return [...merged.values()]
}

const mergeTwo = (one: Addressee, other: Addressee): Addressee => {
  const addresses = mergeAddresses(one.rest.addresses ?? {}, other.rest.addresses ?? {})
  return {
    identifier: one.identifier,
    isNotMade: one.isNotMade && other.isNotMade,
    properties: { ...one.properties, ...other.properties },
    rest: {
      ...one.rest,
      ...other.rest,
      ...(Object.keys(addresses).length > 0 ? { addresses } : {}),
    },
  }
}

/** Recipients as a trigger stores them. */
interface Stored extends Pick<Content, 'perRecipient' | 'transients'> {
  recipients: Recipient[]
}

/** @param findKnown which of these identifiers are users */
export const toStored = async (
  given: readonly Given[],
  field: string,
  findKnown: (identifiers: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Stored> => {
  const addressees = mergeTwins(given.map((one, at) => toAddressee(one, `${field}[${at}]`)))
  const asked = addressees.flatMap(({ identifier: name, isNotMade }) =>
    name !== null && isNotMade ? [name] : [],
  )
  const known = asked.length === 0 ? new Set<string>() : await findKnown(asked)
  const recipients: Recipient[] = []
  const perRecipient = new Map<string, RecipientRest>()
  const transients: Transient[] = []
  for (const { identifier: name, isNotMade, properties, rest } of addressees) {
    if (name === null || (isNotMade && !known.has(name))) transients.push({ properties, ...rest })
    else {
      recipients.push({ ...properties, identifier: name })
      if (Object.keys(rest).length > 0) perRecipient.set(name, rest)
    }
  }
  return {
    recipients,
    ...(perRecipient.size > 0 ? { perRecipient: Object.fromEntries(perRecipient) } : {}),
    ...(transients.length > 0 ? { transients } : {}),
  }
}

/** @throws Problem `invalid_request` */
export const toActor = (given: Given): Actor => {
  const { identifier: name, isNotMade, properties } = toAddressee(given, 'actor')
  if (name === null) return { properties }
  const isInline = typeof given !== 'string' && !isNotMade
  return { identifier: name, properties, ...(isInline ? { inline: properties } : {}) }
}
