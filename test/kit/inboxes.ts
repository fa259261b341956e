import type { FeedPage, Notification, RequestAnswer } from '@inboxkit/protocol'
import { expect } from 'vitest'

/** Our own API with an app's key and secret, to see what others have done. */
export type AsApp = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** What has come of what was sent. */
export interface Inboxes {
  /** Titles in somebody's inbox, newest first; at most 100. */
  titles(identifier: string): Promise<string[]>
  /** The newest item of somebody's inbox, once there is this many, or it has this title. */
  newest(identifier: string, once?: number | string): Promise<Notification>
  /** What became of a request, once nothing is left to do at once. */
  settled(requestId: string): Promise<RequestAnswer>
}

export const inboxesOf = (asApp: AsApp): Inboxes => {
  const read = async (identifier: string): Promise<Notification[]> => {
    const query = new URLSearchParams({ userIdentifier: identifier, limit: '100' })
    return (await asApp<FeedPage>('GET', `/v3/notifications?${query}`)).data
  }
  return {
    titles: async (identifier) => (await read(identifier)).map(({ title }) => title),
    async newest(identifier, once = 1) {
      let items: Notification[] = []
      const look = async (): Promise<number | string | undefined> => {
        items = await read(identifier)
        return typeof once === 'number' ? items.length : items[0]?.title
      }
      await expect.poll(look).toBe(once)
      return items[0] as Notification
    },
    async settled(requestId) {
      const ask = (): Promise<RequestAnswer> => asApp('GET', `/v3/requests/${requestId}`)
      await expect.poll(async () => (await ask()).state).toMatch(/^(waiting|done|cancelled|scheduled)$/)
      return ask()
    },
  }
}
