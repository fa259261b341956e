import webPush from 'web-push'
import { open, seal } from '../../auth/encryption.js'
import type { Db } from '../../storage/db.js'

/** base64url. Browsers are given the public key, and take messages only from whoever has the private one. */
export interface VapidKeys {
  publicKey: string
  privateKey: string
}

const name = 'vapid'
const advisoryLock = 4_625_177_044

/**
 * The keys that this server signs its push messages with, made on the first call; several processes may do so at once.
 * All subscriptions are bound to them: with other keys every browser would have to subscribe again.
 */
export const ensureVapidKeys = (db: Db, encryptionKey: Buffer, at: Date): Promise<VapidKeys> =>
  db.transaction(async (tx) => {
    await tx.run`select pg_advisory_xact_lock(${advisoryLock})`
    const stored = await tx.one<{ public_key: string; sealed: string }>`
      select public_key, sealed from server_key where name = ${name}`
    if (stored) return { publicKey: stored.public_key, privateKey: open(encryptionKey, stored.sealed) }
    const made = webPush.generateVAPIDKeys()
    await tx.run`
      insert into server_key (name, public_key, sealed, created_at)
      values (${name}, ${made.publicKey}, ${seal(encryptionKey, made.privateKey)}, ${at})`
    return made
  })
