import { type AppInfo, clientProblem, type Preference, type PreferenceChanges } from '@inboxkit/protocol'
import type { Request } from '../transport/request.js'
import type { Account, TenantChoice } from './account.js'
import { createMuting, type Muting } from './mute.js'

export { createRequest } from '../transport/request.js'

const pagePath = ({ tenant }: TenantChoice = {}): string =>
  tenant === undefined ? '/preferences/page' : `/preferences/page?tenant=${encodeURIComponent(tenant)}`

/** The verbs of an account; those that can be undone resolve to what undoes them. */
export interface AccountVerbs extends Omit<Account, 'subscribe' | 'mute' | 'unmute'>, Muting {}

export interface AccountOptions {
  request: Request
  /** As of the last connect; `null` = there was none. */
  app(): AppInfo | null
  /** The same for all users of one app in this browser, and for no other app. */
  appName: string
}

type WebPush = Pick<Account, 'registerWebPush' | 'unregisterWebPush'>

export const createVerbs = ({ request, app, appName }: AccountOptions): AccountVerbs => {
  let push: WebPush | undefined
  /** By itself: a settings screen needs the other verbs, and few pages this. It is here while a click still counts. */
  const webPush = async (): Promise<WebPush> => {
    const { createWebPush } = await import('./web-push.js').catch((cause: unknown) => {
      throw clientProblem('offline', { cause })
    })
    push ??= createWebPush({ request, app, appName })
    return push
  }
  const get =
    <T>(path: string) =>
    (): Promise<T> =>
      request('GET', path)
  const setPreferences = (preference: PreferenceChanges['preference']): Promise<Preference[]> =>
    request('PATCH', '/preferences', { preference })
  const preferences = get<Preference[]>('/preferences')
  const categories: Account['categories'] = get('/categories')

  return {
    preferences,
    setPreferences,
    channelPreferences: get('/preferences/channels'),
    setChannelPreferences: (channels) => request('PATCH', '/preferences/channels', { channels }),
    quietHours: get('/preferences/quiet-hours'),
    preferencePage: (options) => request('GET', pagePath(options)),
    changePreferencePage: (changes, options) => request('PATCH', pagePath(options), changes),
    setQuietHours: (hours) => request('PUT', '/preferences/quiet-hours', hours),
    profile: get('/profile'),
    updateProfile: (changes) => request('PUT', '/profile', changes),
    categories,
    devices: get('/devices'),
    async removeDevice(id) {
      await request('DELETE', `/devices/${encodeURIComponent(id)}`)
    },
    registerWebPush: async (given) => (await webPush()).registerWebPush(given),
    unregisterWebPush: async () => (await webPush()).unregisterWebPush(),
    ...createMuting({ preferences, setPreferences, categories }),
  }
}
