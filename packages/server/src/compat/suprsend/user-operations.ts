import { z } from 'zod'
import type { OutsideChannel } from '../../channels/types.js'
import type { AddressBook } from '../../features/triggers/contents.js'
import { parse } from '../../http/validate.js'
import { addressesOf, inlineChannels, mergeAddresses } from './channels.js'

/** What a list of operations comes to. */
export interface Edit {
  change: (profile: Record<string, unknown>) => Record<string, unknown>
  added: AddressBook
  removed: AddressBook
  /** Of which no address is to stay. */
  cleared: Cleared[]
}

/** A channel; of mobile push only one kind of phones. */
export interface Cleared {
  channel: OutsideChannel
  provider?: 'fcm' | 'apns'
}

type Profile = Record<string, unknown>
type Change = (profile: Profile) => void

const channelOf: Record<string, Cleared> = {
  $email: { channel: 'email' },
  $sms: { channel: 'sms' },
  $whatsapp: { channel: 'whatsapp' },
  $androidpush: { channel: 'mobilePush', provider: 'fcm' },
  $iospush: { channel: 'mobilePush', provider: 'apns' },
  $webpush: { channel: 'webPush' },
  $slack: { channel: 'slack' },
  $ms_teams: { channel: 'chat' },
}

const ownNames: Record<string, string> = {
  $preferred_language: 'language',
  $locale: 'language',
  $timezone: 'timeZone',
}
const nameOf = (key: string): string => ownNames[key] ?? key

const values = z.record(z.string(), z.unknown())
const operation = z.object({
  $set: values.optional(),
  $set_once: values.optional(),
  $add: z.record(z.string(), z.number()).optional(),
  $append: values.optional(),
  $remove: values.optional(),
  $unset: z.array(z.string()).optional(),
})

const channels = z.object(inlineChannels)

/** Tokens stand beside what they are for: `{ $androidpush: 'token', $id_provider: 'fcm' }`. */
const bookOf = (given: Profile, field: string): AddressBook => {
  const { $id_provider: provider, $bundle_id: bundleId } = given
  const whole = (key: string): unknown => {
    const value = given[key]
    return typeof value === 'string'
      ? { token: value, ...(provider ? { provider } : {}), ...(bundleId ? { bundle_id: bundleId } : {}) }
      : value
  }
  return addressesOf(
    parse(channels, { ...given, $androidpush: whole('$androidpush'), $iospush: whole('$iospush') }, field),
  )
}

const isAttribute = (key: string): boolean =>
  !(key in channelOf) && key !== '$id_provider' && key !== '$bundle_id' && key !== 'identifier'

const attributes = (given: Profile | undefined): [string, unknown][] =>
  Object.entries(given ?? {}).flatMap(([key, value]): [string, unknown][] =>
    isAttribute(key) ? [[nameOf(key), value]] : [],
  )

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Operations as the vendor's clients collect them, done one after the other. @throws Problem `invalid_request` */
export const readOperations = (given: readonly Profile[]): Edit => {
  const changes: Change[] = []
  let [added, removed]: AddressBook[] = [{}, {}]
  const cleared: Cleared[] = []
  for (const [at, one] of given.entries()) {
    const field = `operations[${at}]`
    const { $set, $set_once, $add, $append, $remove, $unset = [] } = parse(operation, one, field)
    changes.push((profile) => {
      for (const [key, value] of attributes($set)) profile[key] = value
      for (const [key, value] of attributes($set_once)) profile[key] ??= value
      for (const [key, value] of attributes($add)) profile[key] = Number(profile[key] ?? 0) + Number(value)
      for (const [key, value] of attributes($append)) profile[key] = [...listOf(profile[key]), value]
      for (const [key, value] of attributes($remove))
        if (key in profile) profile[key] = listOf(profile[key]).filter((kept) => !isSame(kept, value))
      for (const key of $unset) delete profile[nameOf(key)]
    })
    for (const more of [$set, $set_once, $append])
      if (more) added = mergeAddresses(added ?? {}, bookOf(more, field))
    if ($remove) removed = mergeAddresses(removed ?? {}, bookOf($remove, field))
    cleared.push(...$unset.flatMap((key) => channelOf[key] ?? []))
  }
  const change: Edit['change'] = (profile) => {
    const changed = { ...profile }
    for (const apply of changes) apply(changed)
    return changed
  }
  return { change, added: added ?? {}, removed: removed ?? {}, cleared }
}
