import { InboxProvider } from '@inboxkit/react'
import type { ReactNode } from 'react'
import type { View } from './draw.js'
import { homeOfScript } from './home.js'
import type { ElementIdentity } from './values.js'

const complained = new WeakSet<HTMLElement>()

/**
 * What an element shows, with its user's inbox around it, made anew for another user; `null` until it knows for whom.
 * @param host what asks for it, named when it does not
 */
export function withIdentity(host: HTMLElement, of: ElementIdentity, view: ReactNode): View {
  const { baseUrl = homeOfScript(), apiKey, userId, userToken, client } = of
  if (client) return <InboxProvider client={client}>{view}</InboxProvider>
  if (!apiKey || !userId) {
    if (!complained.has(host))
      console.warn(`inboxkit: <${host.localName}> shows nothing until it has an api-key and a user-id.`)
    complained.add(host)
    return null
  }
  return (
    <InboxProvider key={`${baseUrl} ${apiKey} ${userId}`} {...{ baseUrl, apiKey, userId, userToken }}>
      {view}
    </InboxProvider>
  )
}
