import type { Address, AddressOf, OutsideChannel } from '../../channels/types.js'
import { mask } from '../../features/addresses/mask.js'
import type { Addresses } from '../../features/addresses/service.js'
import type { UserRow } from '../../features/users/service.js'

/** Our channels that the vendor has, too. */
export const outsideChannels = [
  'email',
  'sms',
  'whatsapp',
  'mobilePush',
  'webPush',
  'slack',
  'chat',
] as const satisfies OutsideChannel[]

/** The vendor knows of each address whether it works; here those that do not are forgotten. */
const active = (value: unknown) => ({ value, status: 'active', perma_status: 'active' })

const push = (addresses: readonly AddressOf['mobilePush'][], provider: 'fcm' | 'apns') =>
  addresses
    .filter((one) => one.provider === provider)
    .map((one) => ({ ...active(one.token), id_provider: provider }))

const masked = (addresses: readonly Address[]) => addresses.map((address) => active(mask(address)))

/** Keys of a profile that the vendor has names of its own for. */
const ownKeys = new Set(['language', 'timeZone'])

/** A user as the vendor's clients read it; of access tokens only the end. */
export const toVendor = ({ identifier, profile, created_at }: UserRow, known: Addresses): object => ({
  distinct_id: identifier,
  properties: Object.fromEntries(Object.entries(profile).filter(([key]) => !ownKeys.has(key))),
  $preferred_language: profile['language'] ?? null,
  $timezone: profile['timeZone'] ?? null,
  created_at: created_at.toISOString(),
  $email: (known.email ?? []).map(({ email }) => active(email)),
  $sms: (known.sms ?? []).map(({ phoneNumber }) => active(phoneNumber)),
  $whatsapp: (known.whatsapp ?? []).map(({ phoneNumber }) => active(phoneNumber)),
  $androidpush: push(known.mobilePush ?? [], 'fcm'),
  $iospush: push(known.mobilePush ?? [], 'apns'),
  $webpush: masked(known.webPush ?? []),
  $slack: masked(known.slack ?? []),
  $ms_teams: masked(known.chat ?? []),
})
