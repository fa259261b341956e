import { preferenceLink } from '@inboxkit/core/preference-page'
import { PreferenceCenter } from '@inboxkit/react/preferences'
import { type ReactElement, useMemo } from 'react'
import type { View } from './draw.js'
import { tell } from './events.js'
import { homeOfScript } from './home.js'
import { withIdentity } from './identity.js'
import { themeAround } from './theme-around.js'
import type { InboxKitPreferencesValues } from './values.js'

type Looks = Omit<InboxKitPreferencesValues, 'baseUrl' | 'token'>

/** What `<inbox-kit-preferences>` shows, in a file of its own: few pages have it. */
export function viewPreferences(host: HTMLElement, values: InboxKitPreferencesValues): View {
  const { baseUrl = homeOfScript(), apiKey, userId, userToken, client, token, ...rest } = values
  const looks: Looks = {
    ...rest,
    theme: themeAround(host, values.theme),
    onProblem: (problem) => {
      values.onProblem?.(problem)
      tell(host, 'inbox-problem', problem)
    },
  }
  if (token) return <LinkedCenter {...{ baseUrl, token, looks }} />
  return withIdentity(host, values, <PreferenceCenter {...looks} />)
}

interface LinkedCenterProps {
  baseUrl: string
  token: string
  looks: Looks
}

function LinkedCenter({ baseUrl, token, looks }: LinkedCenterProps): ReactElement {
  const source = useMemo(() => preferenceLink({ baseUrl, token }), [baseUrl, token])
  return <PreferenceCenter {...looks} source={source} />
}
