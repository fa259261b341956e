import { problem } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Address, OutsideChannel } from '../../channels/types.js'
import { findAddresses, forgetAddress, saveAddresses } from '../../features/addresses/service.js'
import type { AddressBook } from '../../features/triggers/contents.js'
import { identifier } from '../../features/users/identifier.js'
import { inlineUser } from '../../features/users/profile.js'
import {
  changeProfile,
  deleteUser,
  fillEmails,
  getUser,
  saveUser,
  type UserRow,
} from '../../features/users/service.js'
import { checkBody } from '../../http/body.js'
import { parse } from '../../http/validate.js'
import type { Db } from '../../storage/db.js'
import type { Answer, Call, Door } from './door.js'
import { type Addressee, recipient, toAddressee } from './recipients.js'
import { type Cleared, type Edit, readOperations } from './user-operations.js'
import { outsideChannels, toVendor } from './user-shape.js'

export interface UserTools {
  db: Db
  now: () => Date
  /** Closes what a user who is no more has open. */
  signOut: (userId: number) => void
  /** This user's profile is another. */
  profileChanged: (userId: number) => void
}

const editBody = z.object({ operations: z.array(z.record(z.string(), z.unknown())).max(1000) })

/** Users one by one (contract, section 2). */
export const userRoutes = (door: Door, tools: UserTools): void => {
  const { db, now, signOut } = tools
  const url = '/v1/user/:id'
  const idOf = ({ params }: Call): string => parse(identifier, params['id']?.trim(), 'distinct_id')
  const answer = async (appId: number, name: string): Promise<Answer> => ({
    status: 200,
    body: await show(db, await getUser(db, appId, name)),
  })

  door.on('GET', url, (call) => answer(call.app.id, idOf(call)))
  door.on('POST', url, async (call) => {
    await save(tools, call.app.id, describedIn(idOf(call), call.body))
    return answer(call.app.id, idOf(call))
  })
  door.on('PATCH', url, async (call) => {
    const name = idOf(call)
    checkBody(call.body)
    const user = await getUser(db, call.app.id, name)
    const isEdit = typeof call.body === 'object' && call.body !== null && 'operations' in call.body
    if (isEdit) await edit(tools, user, readOperations(parse(editBody, call.body, 'body').operations))
    else await save(tools, call.app.id, describedIn(name, call.body))
    return answer(call.app.id, name)
  })
  door.on('DELETE', url, async (call) => {
    await deleteUser(db, call.app.id, idOf(call), now(), signOut)
    return { status: 204 }
  })
}

const show = async (db: Db, user: UserRow): Promise<object> =>
  toVendor(user, (await findAddresses(db, [user.id], outsideChannels)).get(user.id) ?? {})

/** A body is what a recipient would be without its id. */
const describedIn = (name: string, body: unknown): Addressee => {
  checkBody(body)
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
    throw problem('invalid_request', { fields: [{ field: 'body', message: 'must be an object' }] })
  return toAddressee(parse(recipient, { ...body, distinct_id: name, is_transient: false }, 'body'), 'body')
}

/** What a user's own language and time zone are called in a profile. */
const ownSettings = ({ rest }: Addressee): Record<string, unknown> => ({
  ...(rest.language === undefined ? {} : { language: rest.language }),
  ...(rest.timeZone === undefined ? {} : { timeZone: rest.timeZone }),
})

const save = async (
  { db, now, profileChanged }: UserTools,
  appId: number,
  said: Addressee,
): Promise<void> => {
  const at = now()
  const profile = { ...said.properties, ...ownSettings(said) }
  const user = await saveUser(db, appId, said.identifier ?? '', profile, at, profileChanged)
  await keep(db, user, said.rest.addresses ?? {}, at)
}

const listed = (book: AddressBook): { channel: OutsideChannel; address: Address }[] =>
  (Object.entries(book) as [OutsideChannel, readonly Address[]][]).flatMap(([channel, addresses]) =>
    addresses.map((address) => ({ channel, address })),
  )

const keep = async (db: Db, { id: userId, app_id }: UserRow, book: AddressBook, at: Date): Promise<void> => {
  const [first] = book.email ?? []
  if (first) await fillEmails(db, [{ userId, email: first.email }])
  await db.transaction((tx) =>
    saveAddresses(
      tx,
      app_id,
      listed(book).map((one) => ({ userId, ...one })),
      at,
    ),
  )
}

const edit = async (
  { db, now, profileChanged }: UserTools,
  user: UserRow,
  { change, added, removed, cleared }: Edit,
): Promise<void> => {
  const at = now()
  const isGone = goneFrom(removed, cleared)
  await changeProfile(
    db,
    user.id,
    (profile) => {
      const changed = change(profile)
      if (isGone.email(changed['email'])) delete changed['email']
      if (isGone.phone(changed['phoneNumber'])) delete changed['phoneNumber']
      parse(inlineUser, { ...changed, identifier: user.identifier }, 'operations')
      return changed
    },
    at,
    profileChanged,
  )
  await keep(db, user, added, at)
  const known = (await findAddresses(db, [user.id], outsideChannels)).get(user.id) ?? {}
  const gone = [...listed(removed), ...listed(known).filter((one) => cleared.some(isMeant(one)))]
  await db.transaction(async (tx) => {
    for (const one of gone) await forgetAddress(tx, { userId: user.id, ...one })
  })
}

const isMeant =
  ({ channel, address }: { channel: OutsideChannel; address: Address }) =>
  (cleared: Cleared): boolean =>
    cleared.channel === channel &&
    (cleared.provider === undefined || ('provider' in address && address.provider === cleared.provider))

/** A profile's own address goes with the channel's. */
const goneFrom = (removed: AddressBook, cleared: readonly Cleared[]) => ({
  email: (own: unknown): boolean =>
    cleared.some(({ channel }) => channel === 'email') ||
    (removed.email ?? []).some(({ email }) => email === own),
  phone: (own: unknown): boolean =>
    cleared.some(({ channel }) => channel === 'sms') ||
    (removed.sms ?? []).some(({ phoneNumber }) => phoneNumber === own),
})
