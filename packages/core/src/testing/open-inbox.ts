import {
  createClock,
  createPlatform,
  createTestFeed,
  createTestNetwork,
  type NewItem,
  type TestClock,
  type TestFeed,
  type TestNetwork,
  type TestPlatform,
} from '@inboxkit/testing'
import { createInboxWith } from '../client.js'
import * as engine from '../engine.js'
import type { Inbox, InboxOptions } from '../inbox.js'
import { createFakeBrowser } from './fake-browser.js'

export interface World {
  clock: TestClock
  feed: TestFeed
}

export interface Opened extends World {
  inbox: Inbox
  network: TestNetwork
  platform: TestPlatform
  /** Lets time pass; without a time, only what needs none happens. */
  pass(ms?: number): Promise<void>
}

export interface Setting {
  /** What is in the feed already, oldest first; a number for as many plain ones. */
  notifications?: number | readonly NewItem[]
  options?: Partial<InboxOptions>
  /** A feed that another client of the test is on. */
  world?: World
  /** What is loaded on demand comes when this resolves; default: at once. */
  loaded?: Promise<void>
}

/** An inbox on a server of its own, where nothing happens before somebody listens. */
export const openInbox = ({ notifications = 0, options = {}, world, loaded }: Setting = {}): Opened => {
  const clock = world?.clock ?? createClock()
  const feed = world?.feed ?? createTestFeed(clock)
  const items =
    typeof notifications === 'number' ? Array.from({ length: notifications }, () => ({})) : notifications
  for (const item of items) feed.create(item)
  const network = createTestNetwork(feed)
  const platform = createPlatform()
  const inbox = createInboxWith(
    {
      baseUrl: 'https://inbox.test',
      apiKey: 'key',
      userId: 'ann',
      fetch: network.fetch,
      WebSocket: network.WebSocket,
      // A page without the others' locks is alone, and needs no turns to find that out.
      browser: { ...createFakeBrowser().openPage(), locks: () => undefined },
      clock,
      online: platform.online,
      focus: platform.focus,
      random: () => 0.5,
      ...options,
    },
    async () => {
      await loaded
      return engine
    },
  )
  return { clock, feed, inbox, network, platform, pass: (ms = 0) => clock.advance(ms) }
}
