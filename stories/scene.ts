import { type Browser, createInbox, type Inbox } from '@inboxkit/core'
import type { ChannelId, Notification } from '@inboxkit/protocol'
import {
  type Clock,
  createTestServer,
  type NewItem,
  systemClock,
  type TestConnection,
  type TestServer,
} from '@inboxkit/testing'

export const user = 'ann'

/** Where a story plays: a server in memory that is its own, a device of its user, and the inbox on it. */
export interface Stage {
  server: TestServer
  device: TestConnection
  inbox: Inbox
}

/** What is in a story's inbox, and what happens to it. */
export interface Scene {
  /** Newest first. The server has them, as they say, before anybody asks. */
  notifications?: readonly Notification[]
  /** The app is in secure mode, and the user's token cannot be replaced. */
  hasToken?: boolean
  /** What the app sends over; by default its inbox and e-mail. */
  channels?: ChannelId[]
  /** The app pushes to browsers. */
  canPush?: boolean
  /** Happens before the inbox asks for anything. */
  before?(stage: Stage): void
  /** Happens as soon as the first page is there. */
  after?(stage: Stage): void
}

/** Shared by no page: stories lie beside each other, each with the same user of another server. */
const alone: Browser = {
  locks: () => undefined,
  openChannel: () => undefined,
  databases: () => undefined,
  notes: () => undefined,
  subscribePage: () => () => {},
}

/** The machine's clock, but for `at`: then it is another time while `run` does something. */
const createStageClock = (): Clock & { at(instant: string, run: () => void): void } => {
  let standsAt: number | undefined
  return {
    ...systemClock,
    now: () => standsAt ?? systemClock.now(),
    at(instant, run) {
      standsAt = Date.parse(instant)
      run()
      standsAt = undefined
    },
  }
}

/** As an app's back end would send it. */
export const toNew = ({ title, message, icon, url, data, blocks, ...rest }: Notification): NewItem => {
  const { category, tags, tenant, reason, expiresAt } = rest
  return {
    ...{ title, message, icon, url, data, blocks, category: category?.identifier ?? null },
    ...(tags && { tags }),
    ...(tenant && { tenant }),
    ...(reason && { reason }),
    ...(expiresAt && { expiresAt }),
  }
}

/** What its user has done to it since it came. */
const actOn = (server: TestServer, id: number, given: Notification): void => {
  const { seenAt, readAt, state, archivedAt, snoozedUntil, pinnedAt } = given
  const { act } = server.feed(user)
  if (seenAt) act({ verb: 'seen', id })
  if (readAt) act({ verb: 'read', id })
  if (state) act({ verb: 'state', id, state })
  if (archivedAt) act({ verb: 'archive', id })
  if (snoozedUntil) act({ verb: 'snooze', id, until: snoozedUntil })
  if (pinnedAt) act({ verb: 'pin', id })
}

const addCategories = (server: TestServer, notifications: readonly Notification[]): void => {
  const names = new Map(
    notifications.flatMap(({ category }) => (category ? [[category.identifier, category.name]] : [])),
  )
  for (const [identifier, name] of names) server.addCategory({ identifier, name })
}

export const openStage = (scene: Scene): Stage => {
  const { notifications = [], hasToken = false, canPush = false, channels, before } = scene
  const clock = createStageClock()
  const server = createTestServer({
    clock,
    app: { name: 'Harbour', secureMode: hasToken, enableWebPush: canPush, ...(channels && { channels }) },
  })
  addCategories(server, notifications)
  for (const given of [...notifications].sort((a, b) => a.sort - b.sort))
    clock.at(given.createdAt, () => actOn(server, server.deliver(user, toNew(given)).id, given))

  const device = server.connect(user)
  const inbox = createInbox({
    ...device,
    ...(hasToken && { userToken: server.token(user) }),
    persist: false,
    browser: alone,
  })
  const stage = { server, device, inbox }
  before?.(stage)
  return stage
}

/** Calls back once, when the first page is there. Returns what takes that back. */
export const onFirstPage = ({ inbox }: Stage, run: () => void): (() => void) => {
  const feed = inbox.feed()
  const stop = feed.subscribe(() => {
    if (feed.get().status.kind !== 'ready') return
    stop()
    run()
  })
  return stop
}
