import { SealBroken } from '../../auth/encryption.js'
import { findKeyFile } from '../../auth/key-file.js'
import { type App, listApps, loadApp } from '../../features/apps/service.js'
import type { ServerOptions } from '../../options.js'
import type { Db } from '../../storage/db.js'
import { type Finding, failed, ok, warning } from './finding.js'

/** Whether what is sealed in the database can be opened, and whether tokens can be checked. */
export const checkKeys = async (db: Db, options: ServerOptions): Promise<Finding[]> => {
  const rows = await listApps(db)
  if (rows.length === 0) return [ok('apps', 'none yet: the first start makes one.')]
  const key = options.encryptionKey ?? (await findKeyFile(options.dataDir))
  if (key === undefined)
    return [
      failed(
        'encryption key',
        'the file encryption-key is not in the data folder: put it back from a backup.',
      ),
    ]
  try {
    const apps: App[] = []
    for (const { api_key } of rows) {
      const app = await loadApp(db, key, api_key)
      if (app) apps.push(app)
    }
    return [
      ok('encryption key', 'opens the secrets in the database.'),
      ...apps.flatMap((app) => judgeApp(app, options)),
    ]
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    return [
      failed(
        'encryption key',
        options.databaseUrl === undefined
          ? 'the file encryption-key in the data folder is not the one of this database: put it back from a backup.'
          : 'INBOXKIT_ENCRYPTION_KEY is not the key that this database was made with: put that one back.',
      ),
    ]
  }
}

/** Of one app: can it be spoken to, and can its users prove who they are where they must. */
export const judgeApp = (
  { name, apiKey, secrets, keys, settings }: Pick<App, 'name' | 'apiKey' | 'secrets' | 'keys' | 'settings'>,
  { secureMode, signingPublicKey }: Pick<ServerOptions, 'secureMode' | 'signingPublicKey'>,
): Finding[] => {
  const about = `app ${name === '' ? apiKey : name}`
  const isSecure = settings.secureMode ?? secureMode
  const count = keys.length + (signingPublicKey === undefined ? 0 : 1)
  if (secrets.length === 0)
    return [failed(about, `it has no live secret: "inboxkit keys rotate --app ${apiKey}" makes one.`)]
  if (isSecure && count === 0)
    return [
      failed(
        about,
        'secure mode is on and no signing key is known, so nobody can sign in: make a pair with "inboxkit keys make" and add its public half with "inboxkit keys add".',
      ),
    ]
  if (secrets.length > 1)
    return [
      warning(
        about,
        `it has two live secrets: once nothing uses the older one, end it with "inboxkit keys revoke ${secrets[0]?.id}".`,
      ),
    ]
  return [ok(about, isSecure ? 'secure mode, and a key to check tokens with.' : 'has a live secret.')]
}
