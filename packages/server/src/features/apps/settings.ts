import { type AppChanges, type AppSettings, type AppWebhook, problem } from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { changeWebhooks, shownWebhook } from '../status-webhooks/webhooks.js'
import {
  type AppFacts,
  findAppFacts,
  hasSigningKey,
  lockAppFacts,
  type OwnSettings,
  updateApp,
} from './queries.js'

/** What the whole server asks of users; an app can ask for more and not for less. */
export interface ServerRules {
  secureMode: boolean
  hmac: boolean
}

/** What front ends are told of an app that has said nothing about it. */
export const shownSettings = ({
  channels = ['inApp'],
  hideBranding = true,
}: OwnSettings): Pick<AppSettings, 'channels' | 'hideBranding'> => ({ channels, hideBranding })

const toSettings = (
  { id, name, api_key, settings }: AppFacts,
  rules: ServerRules,
  webhooks: AppWebhook[] | undefined = settings.webhooks?.map(shownWebhook),
): AppSettings => ({
  id: String(id),
  name,
  apiKey: api_key,
  secureMode: rules.secureMode || settings.secureMode === true,
  hmac: rules.hmac || settings.hmac === true,
  ...shownSettings(settings),
  ...(settings.language ? { language: settings.language } : {}),
  ...(settings.origins ? { origins: settings.origins } : {}),
  ...(webhooks?.length ? { webhooks } : {}),
})

const getFacts = (facts: AppFacts | undefined): AppFacts => {
  if (!facts) throw problem('invalid_credentials')
  return facts
}

/** An app's settings as they take effect. */
export const getSettings = async (db: Sql, appId: number, rules: ServerRules): Promise<AppSettings> =>
  toSettings(getFacts(await findAppFacts(db, appId)), rules)

export interface Changing {
  rules: ServerRules
  /** Seals the webhooks' secrets. */
  encryptionKey: Buffer
  /** Called once it is committed. */
  changed: () => void
}

/**
 * Changes what is named. The secret of a webhook that is new is told here, once.
 * @throws Problem `unprocessable` for asking less of users than the server does, and for secure mode without a key
 */
export const changeSettings = async (
  db: Db,
  appId: number,
  { name, webhooks, ...changes }: AppChanges,
  { rules, encryptionKey, changed }: Changing,
): Promise<AppSettings> => {
  refuseLess(changes, rules)
  if (changes.secureMode && !(await hasSigningKey(db, appId)))
    throw unprocessable(
      'secureMode',
      'needs a public signing key, or nobody gets in: add one with "inboxkit keys add"',
    )
  const settings = await db.transaction(async (tx) => {
    if (!webhooks)
      return toSettings(getFacts(await updateApp(tx, appId, name, { ...changes, webhooks })), rules)
    const before = getFacts(await lockAppFacts(tx, appId)).settings.webhooks ?? []
    const { stored, shown } = changeWebhooks(encryptionKey, before, webhooks)
    const facts = getFacts(
      await updateApp(tx, appId, name, { ...changes, webhooks: stored.length > 0 ? stored : null }),
    )
    return toSettings(facts, rules, shown)
  })
  db.afterCommit(changed)
  return settings
}

const refuseLess = ({ secureMode, hmac }: AppChanges, rules: ServerRules): void => {
  if (rules.secureMode && secureMode === false)
    throw unprocessable('secureMode', 'must stay on: the server runs with --secure-mode')
  if (rules.hmac && hmac === false) throw unprocessable('hmac', 'must stay on: the server runs with --hmac')
}

const unprocessable = (field: string, message: string) =>
  problem('unprocessable', { fields: [{ field, message }] })
