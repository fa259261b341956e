import type { Inbox, PreferenceSource } from '@inboxkit/core'

/** The signed-in user's own preferences. What changed while there was no connection is read when there is one again. */
export function accountSource(inbox: Inbox, tenant: string | undefined): PreferenceSource {
  const { account, connection, baseUrl, userId } = inbox
  const options = tenant === undefined ? {} : { tenant }
  return {
    // As `preferencesQueryOptions` has it, which is among what is loaded first only where the host uses it.
    key: ['inboxkit', baseUrl, userId, 'preferences', options],
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
