import type { Inbox, PreferenceSource } from '@inboxkit/core'
import { preferencesQueryOptions } from '../queries/query-options.js'

/** The signed-in user's own preferences. What changed while there was no connection is read when there is one again. */
export function accountSource(inbox: Inbox, tenant: string | undefined): PreferenceSource {
  const { account, connection } = inbox
  const options = tenant === undefined ? {} : { tenant }
  const { queryKey } = preferencesQueryOptions(inbox, options)
  return {
    key: queryKey,
    load: () => account.preferencePage(options),
    change: (changes) => account.changePreferencePage(changes, options),
    subscribe: (listener) => {
      let wasLive = connection.get().kind === 'live'
      const stops = [
        account.subscribe(listener),
        connection.subscribe(() => {
          const isLive = connection.get().kind === 'live'
          if (isLive && !wasLive) listener()
          wasLive = isLive
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
