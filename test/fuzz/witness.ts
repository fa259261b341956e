import { type AppKeys, asApp, type Headers, inOpenMode, scopesOf } from './callers.js'
import type { Answered } from './checks.js'
import type { Written } from './write.js'

/** A user of each app, whom no request speaks for: what is theirs may be answered to nobody but their app. */
export const witness = 'witness'

/** @param whose `user` = nobody's but the witness's and the app's; `app` = everybody's in the app, and nobody else's */
export const markOf = (app: number, whose: 'user' | 'app'): string => `mark-${app}-${whose}-mark`
const marks = /mark-(\d)-(user|app)-mark/g

const asking = (app: AppKeys, method: string, url: string, body: object): Written => ({
  method,
  url,
  headers: { ...asApp(app), 'content-type': 'application/json' },
  payload: JSON.stringify(body),
})

/** What is the witness's, and what is the app's and none of the other's. */
export const planted = (app: AppKeys, at: number): Written[] => {
  const name = markOf(at, 'app')
  const send = { type: 'send', channel: 'inApp', template: { title: name } }
  return [
    asking(app, 'PUT', `/v3/users/${witness}`, { firstName: markOf(at, 'user') }),
    asking(app, 'POST', '/v3/categories', { identifier: `category-${at}`, name }),
    asking(app, 'POST', '/v3/topics', { identifier: `topic-${at}`, name }),
    asking(app, 'PUT', `/v3/tenants/tenant-${at}`, { name }),
    asking(app, 'PUT', `/v3/templates/template-${at}`, { name, channels: { inApp: { title: name } } }),
    asking(app, 'PUT', `/v3/workflows/workflow-${at}`, { name, steps: [send] }),
  ]
}

/** One more notification for the witness. */
export const toWitness = (app: AppKeys, at: number): Written =>
  asking(app, 'POST', '/v3/notifications', {
    notification: { title: markOf(at, 'user') },
    sendTo: { recipients: [witness] },
  })

export const asWitness = (app: AppKeys): Headers => inOpenMode(app, witness)

const scopes = (headers: Headers): string[] => {
  try {
    return scopesOf(headers)
  } catch {
    // Not a token, and nobody's.
    return []
  }
}

/** The app of a link in a message: it proves as much. */
const linked = (url: string): number | undefined => {
  const [, app] = /[?&]token=1\.(\w+)\./.exec(url) ?? []
  return app === undefined ? undefined : Number.parseInt(app, 36) - 1
}

/** What an answer says that is nothing to whoever asked. */
export const leaksIn = (
  apps: readonly [AppKeys, AppKeys],
  { url, headers }: Written,
  { body, headers: answered }: Pick<Answered, 'body' | 'headers'>,
): string[] => {
  const found = new Set(
    [...`${body} ${JSON.stringify(answered)}`.matchAll(marks)].map(([, app, whose]) => `${app} ${whose}`),
  )
  if (found.size === 0) return []
  const [apiKey] = scopes(headers)
  const own = apps.findIndex((app) => app.apiKey === apiKey)
  const isApp = headers['x-engagespot-api-secret'] === apps[own]?.apiSecret
  const may = [`${own} app`, `${linked(url)} app`, ...(isApp ? [`${own} user`] : [])]
  return [...found].filter((one) => !may.includes(one)).map((one) => `tells what is of ${one}`)
}
