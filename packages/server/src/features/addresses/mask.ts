import type { Address } from '../../channels/types.js'

/** What of an address is a key that opens something, and so is never shown in full. */
const secretNames: ReadonlySet<string> = new Set(['accessToken', 'auth'])
const shownEnd = 4

const masked = (value: unknown, name: string): unknown => {
  if (typeof value === 'string') return secretNames.has(name) ? `…${value.slice(-shownEnd)}` : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, key)]))
}

/** An address as it is shown: of its access tokens only the last four characters. */
export const mask = (address: Address): Record<string, unknown> =>
  masked(address, '') as Record<string, unknown>
