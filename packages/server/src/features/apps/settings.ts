import { type AppChanges, type AppSettings, problem } from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { type AppFacts, findAppFacts, hasSigningKey, type OwnSettings, updateApp } from './queries.js'

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

const toSettings = ({ id, name, api_key, settings }: AppFacts, rules: ServerRules): AppSettings => ({
  id: String(id),
  name,
  apiKey: api_key,
  secureMode: rules.secureMode || settings.secureMode === true,
  hmac: rules.hmac || settings.hmac === true,
  ...shownSettings(settings),
  ...(settings.origins ? { origins: settings.origins } : {}),
})

const getFacts = (facts: AppFacts | undefined): AppFacts => {
  if (!facts) throw problem('invalid_credentials')
  return facts
}

/** An app's settings as they take effect. */
export const getSettings = async (db: Sql, appId: number, rules: ServerRules): Promise<AppSettings> =>
  toSettings(getFacts(await findAppFacts(db, appId)), rules)

/**
 * Changes what is named. @param changed called once it is committed
 * @throws Problem `unprocessable` for asking less of users than the server does, and for secure mode without a key
 */
export const changeSettings = async (
  db: Db,
  appId: number,
  { name, ...changes }: AppChanges,
  rules: ServerRules,
  changed: () => void,
): Promise<AppSettings> => {
  refuseLess(changes, rules)
  if (changes.secureMode && !(await hasSigningKey(db, appId)))
    throw unprocessable(
      'secureMode',
      'needs a public signing key, or nobody gets in: add one with "inboxkit keys add"',
    )
  const facts = getFacts(await updateApp(db, appId, name, changes))
  db.afterCommit(changed)
  return toSettings(facts, rules)
}

const refuseLess = ({ secureMode, hmac }: AppChanges, rules: ServerRules): void => {
  if (rules.secureMode && secureMode === false)
    throw unprocessable('secureMode', 'must stay on: the server runs with --secure-mode')
  if (rules.hmac && hmac === false) throw unprocessable('hmac', 'must stay on: the server runs with --hmac')
}

const unprocessable = (field: string, message: string) =>
  problem('unprocessable', { fields: [{ field, message }] })
