import { clientProblem, problem } from '@inboxkit/protocol'
import { createClock, settled, type TestClock } from '@inboxkit/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../platform/browser.js'
import { createFakeBrowser, type FakeBrowser, type FakePage } from '../testing/fake-browser.js'
import { type Closing, createLine, type Line } from './line.js'
import type { SocketEvents } from './socket.js'

let clock: TestClock
let browser: FakeBrowser
/** Sockets that are open, on the server. */
let sockets: { tab: string; events: SocketEvents }[]
let opened: number

beforeEach(() => {
  clock = createClock()
  browser = createFakeBrowser()
  sockets = []
  opened = 0
})

/** Lets time pass, and messages arrive that are answered with messages. */
const pass = async (ms: number): Promise<void> => {
  await clock.advance(ms)
  for (let turn = 0; turn < 8; turn++) await settled()
}

interface Tab {
  name: string
  page: FakePage
  line: Line
  heard: string[]
  leave: () => void
  setVisible(isVisible: boolean): void
  join(): void
}

const openTab = (name: string, wrap: (page: FakePage) => Browser = (page) => page): Tab => {
  const page = browser.openPage()
  let isVisible = true
  const heard: string[] = []
  const line = createLine({
    name: 'line',
    browser: wrap(page),
    clock: page.clockOf(clock),
    isVisible: () => isVisible,
    open(events) {
      const socket = { tab: name, events }
      opened++
      sockets.push(socket)
      return () => {
        sockets = sockets.filter((one) => one !== socket)
      }
    },
    onHope: () => heard.push('hope'),
  })
  const tab: Tab = {
    name,
    page,
    line,
    heard,
    leave: () => {},
    setVisible(now) {
      isVisible = now
    },
    join() {
      tab.leave = line.join({
        onOpen: () => heard.push('open'),
        onClose: (reason, how: Closing) => heard.push(`${how}: ${reason.code}`),
        onFeed: ({ seq }) => heard.push(`feed ${seq}`),
        onBeacon: ({ seq }) => heard.push(`beacon ${seq}`),
        onSettings: ({ changed }) => heard.push(changed),
      })
    },
  }
  tab.join()
  return tab
}

const openTabs = async (...names: string[]): Promise<Tab[]> => {
  const tabs = names.map((name) => openTab(name))
  await pass(10)
  return tabs
}

/** The server lets the leader in, and greets it. */
const letIn = async (seq = 1): Promise<void> => {
  const socket = sockets.at(-1)
  socket?.events.onOpen()
  socket?.events.onEvent('beacon', { epoch: 'e', seq })
  await pass(10)
}
const send = async (seq: number): Promise<void> => {
  const marks = {}
  sockets[0]?.events.onEvent('feed', { epoch: 'e', from: seq - 1, seq, counts: {}, marks, changes: [] })
  await pass(10)
}
/** Time with a beacon every 20 s. */
const passLive = async (ms: number): Promise<void> => {
  for (let left = ms; left > 0; left -= 20_000) {
    await pass(Math.min(20_000, left))
    sockets[0]?.events.onEvent('beacon', { epoch: 'e', seq: 1 })
    await pass(0)
  }
}

describe('tabs', () => {
  it('P6: share one socket, and all hear what comes', async () => {
    const tabs = await openTabs('a', 'b', 'c', 'd', 'e')
    expect(sockets.map(({ tab }) => tab)).toEqual(['a'])
    await letIn()
    await send(2)
    sockets[0]?.events.onEvent('settings', { changed: 'profile' })
    await pass(10)
    for (const { heard } of tabs) expect(heard).toEqual(['open', 'beacon 1', 'feed 2', 'profile'])
    expect([opened, tabs.map(({ line }) => line.isLeading())]).toEqual([
      1,
      [true, false, false, false, false],
    ])
  })

  it('that come later are told that it is open, and where the feed stands', async () => {
    await openTabs('a')
    await letIn(7)
    const [late] = await openTabs('b')
    expect(late?.heard).toEqual(['open', 'beacon 7'])
    expect(opened).toBe(1)
  })

  for (const how of ['leaves', 'crashes', 'closes'] as const)
    it(`take over when the one that leads ${how}, and hear where the feed stands`, async () => {
      const [a, b, c] = await openTabs('a', 'b', 'c')
      await letIn()
      if (how === 'leaves') a?.leave()
      if (how === 'closes') a?.line.close()
      if (how === 'crashes') {
        sockets = []
        a?.page.crash()
      }
      await pass(10)
      expect(sockets.map(({ tab }) => tab)).toEqual(['b'])
      await letIn(9)
      expect(b?.heard).toEqual(['open', 'beacon 1', 'open', 'beacon 9'])
      expect(c?.heard).toEqual(b?.heard)
      expect(a?.heard.slice(0, 2)).toEqual(['open', 'beacon 1'])
      expect(a?.heard.slice(2)).toEqual(how === 'leaves' ? ['hope'] : [])
    })

  it('all hear why it ended; whoever is refused does not end the others for good', async () => {
    const [a, b] = await openTabs('a', 'b')
    await letIn()
    sockets[0]?.events.onClose(problem('token_expired', { detail: 'It ran out' }))
    await pass(10)
    expect(a?.heard.at(-1)).toBe('own: token_expired')
    expect(b?.heard.at(-1)).toBe('handed: token_expired')
    expect([sockets, browser.held()]).toEqual([[], []])
  })

  it('that wait for their next try hear when another has come through', async () => {
    const [a, b] = await openTabs('a', 'b')
    sockets[0]?.events.onClose(clientProblem('offline'))
    await pass(10)
    expect([a?.heard, b?.heard]).toEqual([['own: offline'], ['handed: offline']])
    b?.join()
    await pass(10)
    expect(sockets.map(({ tab }) => tab)).toEqual(['b'])
    await letIn()
    expect(a?.heard).toEqual(['own: offline', 'hope'])
    a?.join()
    await pass(10)
    expect(a?.heard.slice(2)).toEqual(['open', 'beacon 1'])
  })

  it('without locks or channels, or where they throw, are each alone', async () => {
    const broken = (): never => {
      throw new DOMException('Sandboxed', 'SecurityError')
    }
    const without: ((page: FakePage) => Browser)[] = [
      (page) => ({ ...page, locks: () => undefined }),
      (page) => ({ ...page, openChannel: () => undefined }),
      (page) => ({ ...page, locks: broken }),
      (page) => ({ ...page, openChannel: broken }),
      (page) => ({ ...page, locks: () => ({ request: broken, query: broken }) }),
      (page) => ({ ...page, locks: () => ({ request: async () => broken(), query: broken }) }),
    ]
    const tabs = without.map((wrap, at) => openTab(`tab ${at}`, wrap))
    await pass(10)
    expect(sockets).toHaveLength(without.length)
    for (const { events } of [...sockets]) events.onOpen()
    for (const { heard } of tabs) expect(heard).toContain('open')
  })
})

describe('a frozen tab that leads', () => {
  const setUp = async () => {
    const [a, b, c] = (await openTabs('a', 'b', 'c')) as [Tab, Tab, Tab]
    await letIn()
    a.page.freeze()
    return { a, b, c }
  }

  it('is robbed by one that is looked at, 3 s after it did not answer', async () => {
    const { b, c } = await setUp()
    c.setVisible(false)
    c.line.check()
    b.line.check()
    await pass(2900)
    expect(sockets.map(({ tab }) => tab)).toEqual(['a'])
    await pass(200)
    expect(sockets.map(({ tab }) => tab)).toEqual(['a', 'b'])
    expect(c.line.isLeading()).toBe(false)
  })

  it('gives up its socket when it wakes, and follows', async () => {
    const { a, b, c } = await setUp()
    b.line.check()
    await pass(3100)
    await letIn(5)
    a.page.thaw()
    await pass(10)
    expect(sockets.map(({ tab }) => tab)).toEqual(['b'])
    expect(a.line.isLeading()).toBe(false)
    expect(a.heard.slice(-2)).toEqual(['open', 'beacon 5'])
    await send(6)
    for (const { heard } of [a, b, c]) expect(heard.at(-1)).toBe('feed 6')
  })

  it('is not robbed by hidden tabs, nor missed while it answers', async () => {
    const { a, b, c } = await setUp()
    for (const tab of [b, c]) {
      tab.setVisible(false)
      tab.line.check()
    }
    await pass(20_000)
    expect(sockets.map(({ tab }) => tab)).toEqual(['a'])
    a.page.thaw()
    b.setVisible(true)
    b.line.check()
    await pass(4000)
    expect(sockets.map(({ tab }) => tab)).toEqual(['a'])
  })

  it('is not robbed by a tab that has slept itself', async () => {
    const { a, b } = await setUp()
    b.line.check()
    clock.sleep(600_000)
    a.page.thaw()
    await settled()
    // Its own silence is what counts for the one that leads.
    await pass(100)
    expect(browser.held()).toEqual([])
    expect(a.heard.at(-1)).toBe('stale: offline')
  })

  it('leaves a line that nobody speaks on any more: silence ends it', async () => {
    const { b, c } = await setUp()
    b.setVisible(false)
    await pass(30_100)
    expect(b.heard.at(-1)).toBe('own: offline')
    c.join()
    await pass(3100)
    expect(sockets.map(({ tab }) => tab)).toEqual(['a', 'c'])
  })

  it('that is robbed by two at once leaves one of them in the lead', async () => {
    const { b, c } = await setUp()
    b.line.check()
    c.line.check()
    await pass(10_000)
    const ours = sockets.filter(({ tab }) => tab !== 'a')
    expect(ours).toHaveLength(1)
    expect([b, c].filter(({ line }) => line.isLeading()).map(({ name }) => name)).toEqual([ours[0]?.tab])
  })
})

describe('silence', () => {
  it('of 30 s ends a line, since beacons come every 20 s', async () => {
    const [a, b] = await openTabs('a', 'b')
    await letIn()
    await passLive(100_000)
    expect([a?.heard.at(-1), b?.heard.at(-1)]).toEqual(['beacon 1', 'beacon 1'])
    await pass(30_100)
    expect([a?.heard.at(-1), b?.heard.at(-1)]).toEqual(['own: offline', 'handed: offline'])
    expect(sockets).toEqual([])
  })

  it.each([
    ['and has come through', letIn],
    ['and whose socket never opens', () => pass(10)],
  ])('ends a line, too, that another tab has taken over, %s', async (_, comeThrough) => {
    const [a, b] = await openTabs('a', 'b')
    await letIn()
    a?.page.freeze()
    b?.line.check()
    await pass(3100)
    await comeThrough()
    expect(b?.line.isLeading()).toBe(true)
    await pass(30_100)
    expect(b?.heard.at(-1)).toBe('own: offline')
  })

  it('of a minute is a sleep, and is known as soon as a timer fires or somebody looks', async () => {
    const [a] = await openTabs('a')
    await letIn()
    clock.sleep(600_000)
    a?.line.check()
    expect(a?.heard.at(-1)).toBe('stale: offline')
    a?.join()
    await pass(10)
    await letIn()
    clock.sleep(600_000)
    await pass(1)
    expect(a?.heard.at(-1)).toBe('stale: offline')
  })

  it('is not broken by words that are none of ours', async () => {
    const [a] = await openTabs('a')
    await letIn()
    const { events } = sockets[0] as { events: SocketEvents }
    for (const [name, payload] of [
      ['feed', null],
      ['feed', { epoch: 'e', seq: 2 }],
      ['beacon', 'x'],
      ['other', { epoch: 1 }],
    ] as const)
      events.onEvent(name, payload)
    expect(a?.heard).toEqual(['open', 'beacon 1'])
  })
})
