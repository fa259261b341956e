import type { PreferencePage } from '@inboxkit/protocol'
import type { PreferenceSource } from '../account/account.js'
import { systemClock } from '../platform/clock.js'
import { createExchange } from '../transport/exchange.js'

/**
 * The preferences of whoever a message was sent to, by the token of the link in it: no inbox and no other credentials
 * are needed. A message that was sent for a tenant opens what holds for that tenant.
 * @param link `baseUrl` = where the server is; `fetch` = what asks it, `globalThis.fetch` unless said
 * @returns a source whose functions reject with Problem `invalid_token` when the token is not the server's, and
 * `user_not_found` when its user was deleted
 */
export const preferenceLink = (link: {
  baseUrl: string
  token: string
  fetch?: typeof fetch
}): PreferenceSource => {
  const baseUrl = link.baseUrl.replace(/\/+$/, '')
  const exchange = createExchange(baseUrl, systemClock, link.fetch ?? ((...request) => fetch(...request)))
  const ask = (init: RequestInit): Promise<PreferencePage> =>
    exchange(`/v3/preference-page?token=${encodeURIComponent(link.token)}`, {
      cache: 'no-store',
      ...init,
    }) as Promise<PreferencePage>
  return {
    key: ['inboxkit', 'preference-link', baseUrl, link.token],
    load: () => ask({}),
    change: (changes) =>
      ask({
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(changes),
      }),
  }
}
