import type { PreferenceSource } from '@inboxkit/core'
import type { ChannelId, PreferencePage, PreferencePageChanges, Problem } from '@inboxkit/protocol'
import { withChanges } from '../preferences/with-changes.js'

type Line = PreferencePage['categories'][number]

const channels: ChannelId[] = ['inApp', 'email', 'sms']

let nextId = 1

/** A category with every channel on, none of it chosen. */
export function aCategory(
  name: string,
  given: Partial<Line> = {},
  on: readonly ChannelId[] = channels,
): Line {
  return {
    category: { id: nextId++, identifier: name.toLowerCase(), name },
    description: `All about ${name.toLowerCase()}.`,
    isRequired: false,
    channels: on.map((channel) => ({ channel, enabled: true, isChosen: false })),
    ...given,
  }
}

/** Orders and comments, a required category, three channels, quiet hours that are off. */
export function aPage(given: Partial<PreferencePage> = {}): PreferencePage {
  return {
    app: { name: 'Harbour' },
    tenant: null,
    about: null,
    categories: [
      aCategory('Orders'),
      aCategory('Security', { isRequired: true, description: 'Sign-ins and passwords.' }),
      aCategory('Comments', { description: null }),
    ],
    channels: channels.map((channel) => ({ channel, enabled: true, isChosen: false })),
    digests: [],
    quietHours: { timeZone: null, schedule: {}, enabled: false },
    ...given,
  }
}

export interface FakeSource extends PreferenceSource {
  /** As the server has it. */
  page: PreferencePage
  readonly loads: number
  /** What was sent, oldest first. */
  readonly sent: readonly PreferencePageChanges[]
  /** Loads fail with this, or stay `loading`. */
  failing: Problem | 'loading' | null
  /** Changes are refused with this. */
  refusing: Problem | null
  /** From now on changes stay unanswered until `answer()`, which answers the oldest. */
  hang(): void
  answer(): void
  /** Somebody changed it elsewhere. */
  changeElsewhere(page: PreferencePage): void
}

let nextSource = 1

/** Preferences in memory: they take every change at once, and do what the test tells them to. */
export function fakeSource(first: PreferencePage = aPage()): FakeSource {
  const listeners = new Set<() => void>()
  const sent: PreferencePageChanges[] = []
  let waiters: (() => void)[] | null = null
  let loads = 0
  const fake: FakeSource = {
    key: ['fake preferences', nextSource++],
    page: first,
    get loads() {
      return loads
    },
    sent,
    failing: null,
    refusing: null,
    load: async () => {
      loads++
      if (fake.failing === 'loading') return new Promise<never>(() => {})
      await Promise.resolve()
      if (fake.failing) throw fake.failing
      return fake.page
    },
    change: async (changes) => {
      sent.push(changes)
      const refusal = fake.refusing
      if (waiters) await new Promise<void>((resolve) => waiters?.push(resolve))
      await Promise.resolve()
      if (refusal) throw refusal
      fake.page = withChanges(fake.page, changes)
      return fake.page
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hang: () => {
      waiters ??= []
    },
    answer: () => waiters?.shift()?.(),
    changeElsewhere: (page) => {
      fake.page = page
      for (const listener of listeners) listener()
    },
  }
  return fake
}
