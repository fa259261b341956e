import type { App } from './service.js'

/**
 * How long an app is believed without asking the database: a key revoked elsewhere stops working within this time.
 * Together with `keyCheckMs` it makes the 5 s within which a socket opened with such a key is closed.
 */
export const appCacheMs = 3000
const mostApps = 1000

/** Apps by API key, so that a request costs no query for its credentials. Unknown keys are not remembered. */
export const createAppCache = (
  load: (apiKey: string) => Promise<App | null>,
  now: () => Date,
): { find: (apiKey: string) => Promise<App | null>; forget: () => void } => {
  const known = new Map<string, { app: Promise<App | null>; until: number }>()

  const find = (apiKey: string): Promise<App | null> => {
    const kept = known.get(apiKey)
    if (kept && kept.until > now().getTime()) return kept.app
    const app = load(apiKey)
    known.set(apiKey, { app, until: now().getTime() + appCacheMs })
    if (known.size > mostApps) known.delete(known.keys().next().value ?? '')
    const drop = (): void => {
      if (known.get(apiKey)?.app === app) known.delete(apiKey)
    }
    app.then((found) => found ?? drop(), drop)
    return app
  }

  return { find, forget: () => known.clear() }
}
