import type { Filter, Operation, Problem } from '@inboxkit/protocol'
import { createPlatform, type TestPlatform } from '@inboxkit/testing'
import { createInboxWith } from '../client.js'
import * as engine from '../engine.js'
import type { Feed, Inbox, Undoable } from '../inbox.js'
import type { Clock } from '../platform/clock.js'
import type { WebSocketClass, WebSocketLike } from '../platform/web-socket.js'
import type { FakeBrowser, FakePage } from '../testing/fake-browser.js'
import type { ModelServer, Road } from './server.js'

/** One thing that a user did, and what has become of it. */
export interface Deed {
  readonly verb: Operation['verb']
  /** `undefined` = an act on all. */
  readonly id: number | undefined
  /** The place of the page where it was done. */
  readonly by: string
  /** Milliseconds since 1970; no two acts of a browser are of the same. */
  readonly at: number
  answer: 'open' | 'applied' | 'taken back'
}

/** One page of the browser, with an inbox that somebody looks at. */
export interface Tab {
  readonly name: string
  readonly inbox: Inbox
  readonly page: FakePage
  readonly road: Road
  readonly platform: TestPlatform
  readonly feeds: Map<Feed, () => void>
  /** Feeds of which it listens to the counts. */
  readonly counted: Map<Feed, () => void>
  /** Ids that it acted on, and whether it marked all: their rows may outstay their filter. */
  readonly acted: Set<number>
  hasMarkedAll: boolean
  /** What it may take back, with the deeds that then need not arrive. */
  readonly done: { act: Undoable; deeds: readonly Deed[] }[]
  readonly unanswered: Set<Promise<void>>
  /** Codes of what was taken back. */
  readonly rejections: Set<string>
  standing: 'shown' | 'frozen' | 'put away'
}

/** A clock that calls back at once: what a page does with its timers it does with everything. */
const atOnce: Clock = {
  now: () => 0,
  setTimeout(run) {
    run()
    return () => {}
  },
}

interface TabSetting {
  name: string
  server: ModelServer
  browser: FakeBrowser
  hasLocks: boolean
  persist: boolean
  isInstant: boolean
  random: () => number
  /** Acts of earlier pages that were taken back are told here. */
  onUndone(act: { verb: Operation['verb']; id: number | undefined }): void
}

/** Opens a page whose scripts stand still while it is frozen, and never go on once it is gone. */
export const openTab = ({ name, server, browser, ...setting }: TabSetting): Tab => {
  const page = browser.openPage()
  const task = (run: () => void): void => void page.clockOf(atOnce).setTimeout(run, 0)
  const { options, road } = server.connect()
  road.isInstant = setting.isInstant
  const platform = createPlatform()

  const fetchInPage: typeof fetch = (...request) =>
    new Promise((resolve, reject) =>
      task(() => {
        options.fetch(...request).then(
          (response) => task(() => resolve(response)),
          (error: unknown) => task(() => reject(error)),
        )
      }),
    )
  class SocketInPage implements WebSocketLike {
    readonly #inner: InstanceType<WebSocketClass>
    constructor(url: string) {
      this.#inner = new options.WebSocket(url)
    }
    addEventListener(type: never, listener: (event: never) => void): void {
      this.#inner.addEventListener(type, (event: unknown) => task(() => listener(event as never)))
    }
    send(data: string): void {
      this.#inner.send(data)
    }
    close(): void {
      this.#inner.close()
    }
  }
  const within = (subscribe: (listener: () => void) => () => void) => (listener: () => void) =>
    subscribe(() => task(listener))

  const inbox = createInboxWith(
    {
      ...options,
      fetch: fetchInPage,
      WebSocket: SocketInPage,
      browser: setting.hasLocks ? page : { ...page, locks: () => undefined },
      clock: page.clockOf(server.clock),
      online: { ...platform.online, subscribe: within(platform.online.subscribe) },
      focus: { ...platform.focus, subscribe: within(platform.focus.subscribe) },
      random: setting.random,
      persist: setting.persist,
    },
    async () => engine,
  )
  inbox.counts.subscribe(() => {})
  inbox.onUndone(({ verb, id }) => setting.onUndone({ verb, id }))
  return {
    name,
    inbox,
    page,
    road,
    platform,
    feeds: new Map(),
    counted: new Map(),
    acted: new Set(),
    hasMarkedAll: false,
    done: [],
    unanswered: new Set(),
    rejections: new Set(),
    standing: 'shown',
  }
}

/** The same list is watched once. */
export const watch = ({ inbox, feeds }: Tab, filter: Filter): boolean => {
  const feed = inbox.feed(filter)
  if (feeds.has(feed)) return false
  feeds.set(
    feed,
    feed.subscribe(() => {}),
  )
  return true
}

export const count = ({ inbox, counted }: Tab, filter: Filter): boolean => {
  const feed = inbox.feed(filter)
  if (counted.has(feed)) return false
  counted.set(
    feed,
    feed.counts.subscribe(() => {}),
  )
  return true
}

/** Waits for what becomes of an act. */
export const awaitAnswer = (
  { unanswered, rejections }: Tab,
  act: Promise<void>,
  deeds: readonly Deed[],
): void => {
  unanswered.add(act)
  const end = (answer: Deed['answer']): void => {
    unanswered.delete(act)
    for (const deed of deeds) if (deed.answer === 'open') deed.answer = answer
  }
  act.then(
    () => end('applied'),
    (reason: Problem) => {
      rejections.add(reason.code)
      // What could not be sent any more is kept for the next page.
      end(reason.code === 'closed' ? 'open' : 'taken back')
    },
  )
}
