import { generateApiKey, generateApiSecret, open, seal } from '../../auth/encryption.js'
import { type PublicKey, readPublicKey } from '../../auth/public-keys.js'
import { isSameSecret } from '../../auth/signatures.js'
import type { Db } from '../../storage/db.js'
import { isStorable } from '../../storage/storable.js'
import {
  findApp,
  findApps,
  findFirstApp,
  insertApp,
  insertSecret,
  insertSigningKey,
  lockKeys,
  type OwnSettings,
  revokeSecretRow,
  revokeSigningKeyRow,
} from './queries.js'

/** An app as requests meet it: secrets opened, keys parsed. */
export interface App {
  id: number
  name: string
  apiKey: string
  settings: OwnSettings
  secrets: { id: number; value: string }[]
  keys: PublicKey[]
}

/** Secrets that may be live at once, so that one can be rotated without a gap. */
export const mostSecrets = 2

export const loadApp = async (db: Db, encryptionKey: Buffer, apiKey: string): Promise<App | null> => {
  // It may be anybody's text: one that cannot be stored names no app.
  const row = isStorable(apiKey) ? await findApp(db, apiKey) : undefined
  if (!row) return null
  return {
    id: row.id,
    name: row.name,
    apiKey: row.api_key,
    settings: row.settings,
    secrets: row.secrets.map(({ id, sealed }) => ({ id, value: open(encryptionKey, sealed) })),
    keys: row.keys.map(({ kid, public_key }) => {
      const key = readPublicKey(public_key)
      return { ...key, keyId: kid ?? key.keyId }
    }),
  }
}

export interface NewApp {
  name: string
  apiKey?: string | undefined
  apiSecret?: string | undefined
}

/** Makes an app with its first secret. The secret is told here, once. */
export const createApp = (
  db: Db,
  encryptionKey: Buffer,
  { name, apiKey = generateApiKey(), apiSecret = generateApiSecret() }: NewApp,
  at: Date,
): Promise<{ name: string; apiKey: string; apiSecret: string }> =>
  db.transaction(async (tx) => {
    const app = await insertApp(tx, name, apiKey, at)
    if (!app) throw new Error(`There is an app with the API key ${apiKey} already`)
    await insertSecret(tx, app.id, seal(encryptionKey, apiSecret), at)
    return { name, apiKey, apiSecret }
  })

export const listApps = findApps

/** A second live secret, so that back ends can move over; then revoke the first. */
export const rotateSecret = (
  db: Db,
  encryptionKey: Buffer,
  apiKey: string,
  at: Date,
): Promise<{ secretId: number; apiSecret: string }> =>
  db.transaction(async (tx) => {
    await lockKeys(tx)
    const app = await findApp(tx, apiKey)
    if (!app) throw new Error(`There is no app with the API key ${apiKey}`)
    if (app.secrets.length >= mostSecrets)
      throw new Error(
        `This app has ${mostSecrets} live secrets: revoke one of ${app.secrets.map(({ id }) => id).join(', ')} first`,
      )
    const apiSecret = generateApiSecret()
    const secret = await insertSecret(tx, app.id, seal(encryptionKey, apiSecret), at)
    return { secretId: secret?.id ?? 0, apiSecret }
  })

/** @returns whether there was such a live secret */
export const revokeSecret = (db: Db, apiKey: string, secretId: number, at: Date): Promise<boolean> =>
  db.transaction(async (tx) => {
    const app = await findApp(tx, apiKey)
    if (!app) throw new Error(`There is no app with the API key ${apiKey}`)
    return (await revokeSecretRow(tx, app.id, secretId, at)) > 0
  })

/** Adds a public key to check user tokens with; the same key twice is once. */
export const addSigningKey = (
  db: Db,
  apiKey: string,
  publicKey: string,
  at: Date,
): Promise<{ keyId: string }> =>
  db.transaction(async (tx) => {
    await lockKeys(tx)
    const app = await findApp(tx, apiKey)
    if (!app) throw new Error(`There is no app with the API key ${apiKey}`)
    const { keyId } = readPublicKey(publicKey)
    await insertSigningKey(tx, app.id, keyId, publicKey, at)
    return { keyId }
  })

/** @returns whether there was such a live key */
export const removeSigningKey = (db: Db, apiKey: string, keyId: string, at: Date): Promise<boolean> =>
  db.transaction(async (tx) => {
    const app = await findApp(tx, apiKey)
    if (!app) throw new Error(`There is no app with the API key ${apiKey}`)
    return (await revokeSigningKeyRow(tx, app.id, keyId, at)) > 0
  })

export interface FirstApp {
  name: string
  apiKey: string
  /** Only when it was made just now. */
  apiSecret?: string
}

/**
 * The app that a server starts with: made on the first start, with the configured key and secret or new ones.
 * A configured pair that differs from the stored one is added: configuration is what the operator means.
 */
export const ensureFirstApp = (
  db: Db,
  encryptionKey: Buffer,
  given: { apiKey?: string | undefined; apiSecret?: string | undefined },
  at: Date,
): Promise<FirstApp> =>
  db.transaction(async (tx) => {
    await lockKeys(tx)
    const stored = given.apiKey === undefined ? await findFirstApp(tx) : await findApp(tx, given.apiKey)
    if (!stored) {
      const name = 'My app'
      const apiKey = given.apiKey ?? generateApiKey()
      const apiSecret = given.apiSecret ?? generateApiSecret()
      const app = await insertApp(tx, name, apiKey, at)
      if (!app) throw new Error(`There is an app with the API key ${apiKey} already`)
      await insertSecret(tx, app.id, seal(encryptionKey, apiSecret), at)
      return { name, apiKey, apiSecret }
    }
    const app = await findApp(tx, stored.api_key)
    // A wrong encryption key is noticed here, at the start, and not at the first request.
    const secrets = app?.secrets.map(({ sealed }) => open(encryptionKey, sealed)) ?? []
    const { apiSecret } = given
    if (apiSecret !== undefined && !secrets.some((secret) => isSameSecret(secret, apiSecret)))
      await insertSecret(tx, stored.id, seal(encryptionKey, apiSecret), at)
    return { name: stored.name, apiKey: stored.api_key }
  })
