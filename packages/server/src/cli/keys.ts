import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PublicKeyRefused, publicKeyRule, readPublicKeys } from '../auth/public-keys.js'
import {
  type App,
  addSigningKey,
  listApps,
  loadApp,
  removeSigningKey,
  revokeSecret,
  rotateSecret,
} from '../features/apps/service.js'
import type { DatabaseWork, OpenedDatabase } from './database.js'
import { Failure, Refusal } from './refusal.js'

const actions =
  'there are "keys list", "keys rotate", "keys revoke ID", "keys add FILE" and "keys make [FOLDER]"'

export interface KeysCommand {
  action: string | undefined
  /** What `revoke` and `add` are about: an id, a file. */
  subject: string | undefined
  /** The app's API key; not needed while there is one app. */
  app: string | undefined
  /** Where a relative file starts. */
  cwd: string
}

type Act = (app: App, command: KeysCommand, opened: OpenedDatabase) => Promise<string[]>

/**
 * `inboxkit keys list | rotate | revoke ID | add FILE`.
 * @returns what to do once the database is open
 * @throws Refusal for anything else, before a database is opened or made
 */
export const keys = (command: KeysCommand): DatabaseWork => {
  if (command.action === undefined) throw new Refusal(`"keys" needs to know what to do: ${actions}`)
  const act = new Map<string, Act>(Object.entries({ list, rotate, revoke, add })).get(command.action)
  if (!act) throw new Refusal(`There is no "keys ${command.action}": ${actions}`)
  return async (opened) => {
    const apiKey = command.app ?? (await onlyApp(opened.db))
    const app = await loadApp(opened.db, opened.encryptionKey, apiKey)
    if (!app)
      throw new Refusal(
        `--app must be the API key of an app, and ${apiKey} is none: "inboxkit apps list" shows them`,
      )
    return act(app, command, opened)
  }
}

const onlyApp = async (db: OpenedDatabase['db']): Promise<string> => {
  const [app, ...others] = await listApps(db)
  if (!app) throw new Failure('There is no app yet: "inboxkit apps create NAME" makes one')
  if (others.length > 0)
    throw new Refusal('--app must name one of the apps: "inboxkit apps list" shows their keys')
  return app.api_key
}

const list: Act = async ({ apiKey, secrets, keys }) => [
  `API key ${apiKey}`,
  ...secrets.map(({ id, value }) => `secret ${id}  ${value.slice(0, 6)}…`),
  ...keys.map(({ keyId, algorithm }) => `signing key ${keyId}  ${algorithm}`),
]

const rotate: Act = async ({ apiKey, secrets }, _, { db, encryptionKey }) => {
  if (secrets.length > 1)
    throw new Failure(
      `${apiKey} has two live secrets: end one with "inboxkit keys revoke ${secrets.map(({ id }) => id).join('" or "inboxkit keys revoke ')}" first`,
    )
  const { secretId, apiSecret } = await rotateSecret(db, encryptionKey, apiKey, new Date())
  return [
    `Made secret ${secretId}. It will not be shown again.`,
    `  API secret  ${apiSecret}`,
    ...secrets.map(({ id }) => `Secret ${id} still works. Once nothing uses it: inboxkit keys revoke ${id}`),
  ]
}

const revoke: Act = async ({ apiKey, secrets, keys }, { subject: id }, { db }) => {
  const secret = secrets.find((one) => String(one.id) === id)
  const key = keys.find(({ keyId }) => keyId === id)
  if (secret) await revokeSecret(db, apiKey, secret.id, new Date())
  else if (key) await removeSigningKey(db, apiKey, key.keyId, new Date())
  else
    throw new Refusal(
      '"keys revoke" takes the id of a live secret or signing key: "inboxkit keys list" shows them',
    )
  return [`Revoked ${secret ? 'secret' : 'signing key'} ${id} of ${apiKey}.`]
}

const add: Act = async ({ apiKey }, { subject, cwd }, { db }) => {
  const pem = await readPem(subject, cwd)
  const { keyId } = await addSigningKey(db, apiKey, pem, new Date())
  return [`User tokens of ${apiKey} may be signed with key ${keyId} now.`]
}

const readPem = async (file: string | undefined, cwd: string): Promise<string> => {
  try {
    if (file === undefined) throw new PublicKeyRefused('none is given')
    const pem = await readFile(resolve(cwd, file), 'utf8')
    if (readPublicKeys(pem).length > 1) throw new PublicKeyRefused('it holds more than one')
    return pem
  } catch (error) {
    const reason = error instanceof PublicKeyRefused ? error.message : `${file} cannot be read`
    throw new Refusal(`"keys add" takes the file of ${publicKeyRule}: ${reason}`, error)
  }
}
