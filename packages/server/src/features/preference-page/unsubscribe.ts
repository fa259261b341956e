import { problem, type Unsubscription } from '@inboxkit/protocol'
import type { Db, Sql, Tx } from '../../storage/db.js'
import {
  changeChannelPreferences,
  turnChannelOff,
  turnChannelOffHere,
  turnChannelOnHere,
} from '../preferences/channels.js'
import { decide } from '../preferences/decisions.js'
import type { PageOwner } from '../preferences/page-token.js'
import { choose } from '../preferences/service.js'
import type { OwnerRow } from './queries.js'
import { categoryOf, getOwner } from './service.js'

/** What a link is about, and whether e-mail of it goes out. */
export interface Standing {
  row: OwnerRow
  /** That of the message, while there is one. */
  tenantId: number | null
  isOn: boolean
}

/** @throws Problem `user_not_found`; `category_not_found` when it was deleted since the message went out */
export const getStanding = async (db: Sql, owner: PageOwner): Promise<Standing> => {
  const { row, tenantId } = await getOwner(db, owner)
  const { userId, categoryId } = owner
  if (categoryId !== null && !row.category) throw problem('category_not_found')
  const isRequired = row.category?.is_required ?? false
  const [decision] = await decide(db, [{ userId, channel: 'email', categoryId, isRequired, tenantId }])
  return { row, tenantId, isOn: decision === 'on' }
}

const toWire = ({ row, isOn }: Standing): Omit<Unsubscription, 'message'> => ({
  app: { name: row.app_name },
  category: row.category && categoryOf(row.category),
  channel: 'email',
  enabled: isOn,
})

const named = ({ row: { app_name: app, category } }: Standing): string =>
  category ? `e-mail about ${category.name} from ${app}` : `e-mail from ${app}`

/** Changes nothing: what looks at links in messages follows them. */
export const explainUnsubscribe = async (db: Sql, owner: PageOwner): Promise<Unsubscription> => {
  const standing = await getStanding(db, owner)
  const what = named(standing)
  const message = standing.isOn ? `A POST to this address turns off ${what}` : `There is no ${what}`
  return { message, ...toWire(standing) }
}

export const unsubscribe = async (
  db: Db,
  owner: PageOwner,
  at: Date,
  changed: (userId: number) => void,
): Promise<Unsubscription> => {
  const standing = await turnOff(db, owner, at, changed)
  return { message: `There is no more ${named(standing)}`, ...toWire(standing) }
}

/**
 * One click (RFC 8058): e-mail of the category is off from now on, or e-mail as a whole; of a message that was sent for
 * a tenant, what is sent for it. Twice is as once.
 * @throws Problem as `getStanding`; `unprocessable` for a category that became required since
 */
export const turnOff = (
  db: Db,
  owner: PageOwner,
  at: Date,
  changed: (userId: number) => void,
): Promise<Standing> =>
  turn(db, owner, changed, async (tx, tenantId) => {
    const { appId, userId, categoryId } = owner
    if (categoryId !== null) {
      const channels = [{ channel: 'email' as const, enabled: false }]
      await choose(tx, { appId, userId, tenantId }, { preference: [{ categoryId, channels }] }, at)
    } else if (tenantId === null) await turnChannelOff(tx, userId, 'email', at)
    else await turnChannelOffHere(tx, userId, tenantId, 'email', at)
  })

/** The way back: what it turned off is on, and nothing else. @throws Problem as `getStanding` */
export const turnOn = (
  db: Db,
  owner: PageOwner,
  at: Date,
  changed: (userId: number) => void,
): Promise<Standing> =>
  turn(db, owner, changed, async (tx, tenantId) => {
    const { appId, userId, categoryId } = owner
    const channels = [{ channel: 'email' as const, enabled: true }]
    if (categoryId !== null)
      await choose(tx, { appId, userId, tenantId }, { preference: [{ categoryId, channels }] }, at)
    else if (tenantId === null) await changeChannelPreferences(tx, userId, { channels }, at)
    else await turnChannelOnHere(tx, userId, tenantId, 'email', at)
  })

const turn = (
  db: Db,
  owner: PageOwner,
  changed: (userId: number) => void,
  work: (tx: Tx, tenantId: number | null) => Promise<void>,
): Promise<Standing> =>
  db.transaction(async (tx) => {
    const { tenantId } = await getStanding(tx, owner)
    await work(tx, tenantId)
    tx.afterCommit(() => changed(owner.userId))
    return getStanding(tx, owner)
  })
