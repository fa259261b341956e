// @vitest-environment jsdom
import type { Counts, Notification as Item } from '@inboxkit/protocol'
import { aNotification } from '@inboxkit/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Inbox } from '../inbox.js'
import { appBadge } from './app-badge.js'
import { askForDesktop, desktopNotifications } from './desktop.js'
import { faviconDot } from './favicon-dot.js'
import { sound } from './sound.js'
import { titleCount } from './title-count.js'

/** What ambient modules use of an inbox. */
const anInbox = () => {
  const listeners = new Set<() => void>()
  const arrivals = new Set<(came: readonly Item[]) => void>()
  const items = new Map<number, Item>()
  let counts: Counts | null = null
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const markRead = vi.fn(async () => {})
  const inbox = {
    baseUrl: 'https://inbox.test',
    userId: 'ann',
    counts: { get: () => counts, subscribe },
    item: (id: number) => ({ get: () => items.get(id), subscribe }),
    markRead,
    onArrival(listener: (came: readonly Item[]) => void) {
      arrivals.add(listener)
      return () => void arrivals.delete(listener)
    },
  } as unknown as Inbox
  return {
    inbox,
    markRead,
    listening: () => listeners.size + arrivals.size,
    count(unseen: number, unread = unseen) {
      counts = { unseen, unread, total: unread }
      tell()
    },
    put(item: Item) {
      items.set(item.id, item)
      tell()
    },
    async arrive(...given: Partial<Item>[]) {
      const came = given.map((one) => aNotification(one))
      for (const one of came) items.set(one.id, one)
      for (const listener of arrivals) listener(came)
      await new Promise((resolve) => setTimeout(resolve))
    },
  }
}

let world: ReturnType<typeof anInbox>
let isFocused: boolean
beforeEach(() => {
  world = anInbox()
  isFocused = false
  vi.spyOn(document, 'hasFocus').mockImplementation(() => isFocused)
  document.head.innerHTML = '<title>Shop</title>'
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  expect(world.listening()).toBe(0)
})

describe('the title', () => {
  const changed = () => new Promise((resolve) => setTimeout(resolve))

  it('has the count in front, and is as before at 0 and at the end', () => {
    const end = titleCount(world.inbox)
    expect(document.title).toBe('Shop')
    world.count(3)
    expect(document.title).toBe('(3) Shop')
    world.count(1000)
    expect(document.title).toBe('(99+) Shop')
    world.count(0)
    expect(document.title).toBe('Shop')
    world.count(2)
    end()
    end()
    expect(document.title).toBe('Shop')
  })

  it('keeps the count when the page changes it', async () => {
    const end = titleCount(world.inbox, { count: 'unread', format: (count, title) => `${title} · ${count}` })
    world.count(1, 4)
    document.title = 'Basket'
    await changed()
    expect(document.title).toBe('Basket · 4')
    document.head.innerHTML = '<title>Till</title>'
    await changed()
    expect(document.title).toBe('Till · 4')
    end()
    expect(document.title).toBe('Till')
  })

  it('has one count at a time', async () => {
    titleCount(world.inbox)
    const end = titleCount(world.inbox)
    world.count(3)
    await changed()
    expect(document.title).toBe('(3) Shop')
    end()
  })
})

describe('the icon', () => {
  const hrefs = () => [...document.querySelectorAll('link')].map((link) => link.getAttribute('href'))

  it('has a dot while something waits', () => {
    document.head.innerHTML = '<link rel="icon" href="/a.svg"><link rel="shortcut icon" href="/b.png">'
    const end = faviconDot(world.inbox, { href: '/dot.svg' })
    expect(hrefs()).toEqual(['/a.svg', '/b.png'])
    world.count(2)
    expect(hrefs()).toEqual(['/dot.svg', '/dot.svg'])
    world.count(0)
    expect(hrefs()).toEqual(['/a.svg', '/b.png'])
    world.count(1)
    document.querySelector('link')?.setAttribute('href', '/c.svg')
    end()
    expect(hrefs()).toEqual(['/c.svg', '/b.png'])
  })

  it('is made where the page has none', () => {
    const end = faviconDot(world.inbox, { href: '/dot.svg' })
    world.count(2)
    expect(hrefs()).toEqual(['/dot.svg'])
    end()
    expect(hrefs()).toEqual([])
  })
})

describe('the badge of an app', () => {
  it('is the count, told when it changes', () => {
    const setAppBadge = vi.fn(async () => {})
    const clearAppBadge = vi.fn(() => Promise.reject(new Error('not installed')))
    vi.stubGlobal('navigator', { setAppBadge, clearAppBadge })
    const end = appBadge(world.inbox)
    world.count(2)
    world.count(2)
    expect(setAppBadge.mock.calls).toEqual([[2]])
    end()
    expect(clearAppBadge).toHaveBeenCalledOnce()
  })

  it('is nothing where there is none', () => {
    const end = appBadge(world.inbox)
    world.count(2)
    end()
  })
})

/** Without locks, as here, a tab answers for itself. */
describe('a sound', () => {
  const played = vi.fn<(url: string, volume: number) => void>()
  beforeEach(() => {
    played.mockClear()
    class FakeAudio {
      volume = 1
      currentTime = 9
      readonly url: string
      constructor(url: string) {
        this.url = url
      }
      async play() {
        played(this.url, this.volume)
      }
      pause() {}
    }
    vi.stubGlobal('Audio', FakeAudio)
  })
  const touch = () => window.dispatchEvent(new Event('pointerdown'))

  it('plays once for what comes in one go, in a tab that was touched', async () => {
    const end = sound(world.inbox, { url: '/ding.mp3', volume: 0.5 })
    await world.arrive({ id: 1 })
    expect(played).not.toHaveBeenCalled()
    touch()
    await world.arrive({ id: 2 })
    await world.arrive({ id: 3 })
    expect(played.mock.calls).toEqual([['/ding.mp3', 0.5]])
    end()
  })

  it('is quiet while somebody looks', async () => {
    const end = sound(world.inbox, { url: '/ding.mp3' })
    touch()
    isFocused = true
    await world.arrive({ id: 1 })
    expect(played).not.toHaveBeenCalled()
    isFocused = false
    await world.arrive({ id: 2 })
    expect(played).toHaveBeenCalledOnce()
    end()
  })
})

describe('desktop notifications', () => {
  interface Shown {
    title: string
    options: NotificationOptions
    isOpen: boolean
    dispatchEvent(event: Event): boolean
  }
  const click = (one?: Shown) => one?.dispatchEvent(new Event('click'))
  let shown: Shown[]
  let permission: NotificationPermission
  const question = vi.fn(async () => 'granted')

  beforeEach(() => {
    shown = []
    permission = 'granted'
    class FakeNotification extends EventTarget {
      static get permission() {
        return permission
      }
      static requestPermission = question
      isOpen = true
      readonly title: string
      readonly options: NotificationOptions
      constructor(title: string, options: NotificationOptions) {
        super()
        this.title = title
        this.options = options
        shown.push(this)
      }
      close() {
        this.isOpen = false
      }
    }
    vi.stubGlobal('Notification', FakeNotification)
    vi.stubGlobal('focus', vi.fn())
  })
  const open = () => shown.filter((one) => one.isOpen).map(({ title }) => title)

  it('show what comes, with a tag each, three at once', async () => {
    const end = desktopNotifications(world.inbox, { icon: '/shop.png' })
    await world.arrive(
      { id: 1, title: 'A', message: 'about a', icon: null },
      { id: 2, title: 'B', icon: '/b.png' },
    )
    expect(shown.map(({ title, options }) => [title, options])).toEqual([
      ['A', { body: 'about a', tag: 'inboxkit:ann:1', icon: '/shop.png' }],
      ['B', expect.objectContaining({ tag: 'inboxkit:ann:2', icon: '/b.png' })],
    ])
    await world.arrive({ id: 3, title: 'C' }, { id: 4, title: 'D' })
    expect(open()).toEqual(['A', 'B', 'C'])
    end()
    expect(open()).toEqual([])
  })

  it('are quiet without permission, which only a call asks for, and while somebody looks', async () => {
    permission = 'default'
    const end = desktopNotifications(world.inbox)
    await world.arrive({ id: 1 })
    expect(question).not.toHaveBeenCalled()
    expect(await askForDesktop()).toBe('granted')
    permission = 'granted'
    isFocused = true
    await world.arrive({ id: 2 })
    expect(shown).toEqual([])
    end()
    vi.unstubAllGlobals()
    expect(await askForDesktop()).toBe('denied')
  })

  it('go away when they are seen elsewhere, or deleted', async () => {
    const end = desktopNotifications(world.inbox)
    await world.arrive({ id: 1, title: 'A' }, { id: 2, title: 'B' })
    world.put(aNotification({ id: 1, seenAt: '2030-01-02T03:04:05.000Z' }))
    expect(open()).toEqual(['B'])
    shown[1]?.dispatchEvent(new Event('close'))
    await world.arrive({ id: 3, title: 'C' })
    expect(open()).toEqual(['C'])
    end()
  })

  it('mark read what is opened, and lead on within the page', async () => {
    const navigate = vi.fn()
    const end = desktopNotifications(world.inbox, { navigate })
    await world.arrive(
      { id: 1, url: '/orders/1?a=b#c' },
      { id: 2, url: 'javascript:alert(1)' },
      { id: 3, url: null },
    )
    for (const one of shown) click(one)
    expect(world.markRead.mock.calls).toEqual([[1], [2], [3]])
    expect(navigate.mock.calls).toEqual([['/orders/1?a=b#c']])
    expect(focus).toHaveBeenCalledTimes(3)
    end()
  })

  it('leave it to the page when it says so', async () => {
    const navigate = vi.fn()
    const onClick = vi.fn(() => false)
    const end = desktopNotifications(world.inbox, { navigate, onClick })
    await world.arrive({ id: 1, url: '/orders/1' })
    click(shown[0])
    expect([onClick.mock.calls.length, navigate.mock.calls.length]).toEqual([1, 0])
    end()
  })
})
