import { createApp, listApps } from '../features/apps/service.js'
import type { DatabaseWork, OpenedDatabase } from './database.js'
import { Refusal } from './refusal.js'

const longestName = 200
const actions = 'there are "apps list" and "apps create NAME"'

/**
 * `inboxkit apps create NAME` and `inboxkit apps list`.
 * @returns what to do once the database is open
 * @throws Refusal for anything else, before a database is opened or made
 */
export const apps = (action: string | undefined, name: string | undefined): DatabaseWork => {
  if (action === undefined) throw new Refusal(`"apps" needs to know what to do: ${actions}`)
  if (action === 'list' && name === undefined) return ({ db }) => list(db)
  if (action !== 'create')
    throw new Refusal(`There is no "apps ${[action, name].filter(Boolean).join(' ')}": ${actions}`)
  if (name === undefined || name.trim() === '' || name.length > longestName)
    throw new Refusal(`"apps create" takes a name of 1 to ${longestName} characters`)
  return (opened) => create(name, opened)
}

const create = async (name: string, { db, encryptionKey }: OpenedDatabase): Promise<string[]> => {
  const { apiKey, apiSecret } = await createApp(db, encryptionKey, { name }, new Date())
  return [
    `Made the app "${name}". Its secret will not be shown again.`,
    `  API key     ${apiKey}`,
    `  API secret  ${apiSecret}`,
  ]
}

const list = async (db: OpenedDatabase['db']): Promise<string[]> => {
  const found = await listApps(db)
  if (found.length === 0)
    return ['There is no app yet: "inboxkit serve" makes one, and so does "inboxkit apps create NAME".']
  return found.map(
    ({ name, api_key, secrets, users, created_at }) =>
      `${api_key}  ${created_at.toISOString().slice(0, 10)}  ${counted(users, 'user')}, ${counted(secrets, 'live secret')}  ${name}`,
  )
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
