import { hash } from 'node:crypto'
import type { Address } from '../../channels/types.js'

/** JSON whose keys are sorted: what is equal is written alike. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, canonical(one)]),
  )
}

/** Mailboxes differ by more than case nowhere that matters. */
const leveled = (address: Address | null): object | null =>
  address && 'email' in address ? { ...address, email: address.email.toLowerCase() } : address

/** SHA-256 by which an address is known; the same for the same address, however it is written. `null` has one too. */
export const hashOf = (address: Address | null): Buffer =>
  hash('sha256', JSON.stringify(canonical(leveled(address))), 'buffer')

/** The first of those that are the same. */
export const withoutTwins = <One extends Address>(addresses: readonly One[]): One[] => {
  if (addresses.length < 2) return [...addresses]
  const seen = new Set<string>()
  return addresses.filter((one) => {
    const hash = hashOf(one).toString('hex')
    const isNew = !seen.has(hash)
    seen.add(hash)
    return isNew
  })
}
