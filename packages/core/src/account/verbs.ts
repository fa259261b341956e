import type { AppInfo, Preference, PreferenceChanges } from '@inboxkit/protocol'
import type { Request } from '../transport/request.js'
import type { Account, TenantChoice } from './account.js'
import { createMuting, type Muting } from './mute.js'
import { createWebPush } from './web-push.js'

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

export const createVerbs = ({ request, app, appName }: AccountOptions): AccountVerbs => {
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
    ...createWebPush({ request, app, appName }),
    ...createMuting({ preferences, setPreferences, categories }),
  }
}
