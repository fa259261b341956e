import type { Address, OutsideChannel } from '../../channels/types.js'
import type { Db } from '../../storage/db.js'
import { type NewAddress, saveAddresses } from '../addresses/service.js'
import { fillEmails } from '../users/service.js'
import type { Content } from './contents.js'
import type { TriggerRow } from './queries.js'

/** Most that are written in one statement. */
const pageSize = 1000

/**
 * Addresses that came with recipients stay with their users. A profile without an e-mail address gets the first one;
 * a phone number stays with its channel, for a profile's is for every channel that takes one.
 */
export const keepAddresses = async (
  db: Db,
  { app_id, accepted_at }: Pick<TriggerRow, 'app_id' | 'accepted_at'>,
  users: readonly { id: number; identifier: string }[],
  perRecipient: NonNullable<Content['perRecipient']>,
): Promise<void> => {
  const rows: NewAddress[] = []
  const emails: { userId: number; email: string }[] = []
  for (const { id: userId, identifier } of users) {
    const book = perRecipient[identifier]?.addresses ?? {}
    for (const [channel, addresses] of Object.entries(book) as [OutsideChannel, readonly Address[]][])
      rows.push(...addresses.map((address) => ({ userId, channel, address })))
    const [first] = book.email ?? []
    if (first) emails.push({ userId, email: first.email })
  }
  await fillEmails(db, emails)
  for (let from = 0; from < rows.length; from += pageSize)
    await db.transaction((tx) => saveAddresses(tx, app_id, rows.slice(from, from + pageSize), accepted_at))
}
