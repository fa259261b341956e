import { createInbox } from '../client.js'
import type { Inbox, InboxOptions } from '../inbox.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'
import { createFakeFeed, type FakeFeed, type NewItem } from './fake-feed.js'
import { createFakeNetwork, type FakeNetwork } from './fake-network.js'
import { createFakePlatform, type FakePlatform } from './fake-platform.js'

export interface World {
  clock: FakeClock
  feed: FakeFeed
}

export interface Opened extends World {
  inbox: Inbox
  network: FakeNetwork
  platform: FakePlatform
  /** Lets time pass; without a time, only what needs none happens. */
  pass(ms?: number): Promise<void>
}

export interface Setting {
  /** What is in the feed already, oldest first; a number for as many plain ones. */
  notifications?: number | readonly NewItem[]
  options?: Partial<InboxOptions>
  /** A feed that another client of the test is on. */
  world?: World
}

/** An inbox on a server of its own, where nothing happens before somebody listens. */
export const openInbox = ({ notifications = 0, options = {}, world }: Setting = {}): Opened => {
  const clock = world?.clock ?? createFakeClock()
  const feed = world?.feed ?? createFakeFeed(clock.now)
  const items =
    typeof notifications === 'number' ? Array.from({ length: notifications }, () => ({})) : notifications
  for (const item of items) feed.create(item)
  const network = createFakeNetwork(feed)
  const platform = createFakePlatform()
  const inbox = createInbox({
    baseUrl: 'https://inbox.test',
    apiKey: 'key',
    userId: 'ann',
    fetch: network.fetch,
    socket: network.socket,
    clock,
    online: platform.online,
    focus: platform.focus,
    random: () => 0.5,
    ...options,
  })
  return { clock, feed, inbox, network, platform, pass: (ms = 0) => clock.advance(ms) }
}
