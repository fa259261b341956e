import type { Filter } from '@inboxkit/protocol'
import { createRandom, type Random } from '@inboxkit/testing'
import { IDBFactory } from 'fake-indexeddb'
import { createFakeBrowser, type FakeBrowser } from '../testing/fake-browser.js'
import type { ModelServer } from './server.js'
import { count, type Deed, openTab, type Tab, watch } from './tab.js'

/** What a sequence begins with. */
export interface Setting {
  /** How many pages of the browser there are, 1 to 3. */
  tabs: number
  /** Whether its browser has locks; without them each tab is alone. */
  hasLocks: boolean
  /** With neither locks nor this, tabs are as good as devices of their own. */
  persist: boolean
  /** A seed for what is to happen at no fixed time. */
  jitter: number
  /** Whether requests and events arrive by themselves. */
  isInstant: boolean
  /** What each tab looks at first. */
  filters: readonly Filter[]
}

/** A place where a tab may be, and what is looked at there whichever page that is. */
export interface Slot {
  readonly name: string
  tab: Tab | undefined
  readonly filters: Filter[]
}

/** A server, one user's browser with some tabs, and what has happened. */
export interface World {
  readonly server: ModelServer
  readonly setting: Setting
  readonly browser: FakeBrowser
  readonly random: Random
  readonly slots: readonly Slot[]
  isOnline: boolean
  areSocketsBlocked: boolean
  readonly deeds: Deed[]
  /** When something was undone: what that leads to is done then. */
  readonly undoneAt: Set<number>
  /** What pages that are gone acted on: others may take it up. */
  readonly orphaned: Set<number>
  isAllOrphaned: boolean
  /** What has happened, in words. */
  readonly log: string[]
}

const names = ['first tab', 'second tab', 'third tab']

export const createWorld = (server: ModelServer, setting: Setting): World => {
  const databases = setting.persist ? new IDBFactory() : undefined
  const world: World = {
    server,
    setting,
    browser: createFakeBrowser(databases && (() => databases)),
    random: createRandom(setting.jitter),
    slots: names.slice(0, setting.tabs).map((name, at) => ({
      name,
      tab: undefined,
      filters: setting.filters.slice(at, at + 1),
    })),
    isOnline: true,
    areSocketsBlocked: false,
    deeds: [],
    undoneAt: new Set(),
    orphaned: new Set(),
    isAllOrphaned: false,
    log: [],
  }
  for (const slot of world.slots) open(world, slot)
  return world
}

/** Opens a page in a slot that is free. */
export const open = (world: World, slot: Slot): Tab => {
  const { server, browser, setting } = world
  const { hasLocks, persist, isInstant } = setting
  const tab = openTab({
    name: slot.name,
    server,
    browser,
    hasLocks,
    persist,
    isInstant,
    // In quarters: what is waited for is then a whole number of milliseconds, as the times of acts are.
    random: () => world.random.below(4) / 4,
    onUndone({ verb, id }) {
      const deed = world.deeds.find((one) => one.verb === verb && one.id === id && one.answer === 'open')
      if (deed) deed.answer = 'taken back'
    },
  })
  slot.tab = tab
  setNetwork(world, tab)
  for (const filter of slot.filters) {
    watch(tab, filter)
    count(tab, filter)
  }
  return tab
}

/** A tab stands in the network in which its machine is. */
export const setNetwork = ({ isOnline, areSocketsBlocked }: World, { road, platform }: Tab): void => {
  road.setDown(!isOnline)
  road.setWebSocketsBlocked(areSocketsBlocked)
  if (platform.online.isOnline() !== isOnline) platform.setOnline(isOnline)
}

/** The page is gone. What it has sent may still arrive; nobody hears an answer. */
export const vanish = (world: World, slot: Slot, arrives: boolean): void => {
  const { setting, deeds } = world
  const { tab } = slot
  if (!tab) return
  slot.tab = undefined
  for (const id of tab.acted) world.orphaned.add(id)
  world.isAllOrphaned ||= tab.hasMarkedAll
  tab.page.crash()
  for (const call of [...tab.road.calls]) {
    if (arrives) void call.arrive()
    call.lose()
  }
  tab.road.setDown(true)
  // Without a database its acts go with it.
  if (!setting.persist) for (const deed of deeds) if (deed.answer === 'open') deed.answer = 'taken back'
}

export const tabsOf = ({ slots }: World): Tab[] => slots.flatMap(({ tab }) => tab ?? [])
