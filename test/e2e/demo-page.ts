import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'

const titleIs = (title: string): RegExp =>
  new RegExp(`^(?:Unread )?${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)

/** The bell and what is behind it, found the way people and screen readers find them. */
export class InboxOnPage {
  readonly page: Page
  readonly bell: Locator
  readonly badge: Locator
  readonly panel: Locator
  readonly list: Locator
  readonly items: Locator

  constructor(page: Page) {
    this.page = page
    this.bell = page.getByRole('button', { name: /^Notifications/ })
    this.badge = this.bell.locator('.inbox-badge')
    this.panel = page.getByRole('dialog', { name: 'Notifications' })
    this.list = this.panel.getByRole('feed')
    this.items = this.panel.getByRole('article')
  }

  /** Resolves when the panel is there and has loaded. */
  async openPanel(): Promise<void> {
    await this.bell.click()
    await expect(this.panel).toBeVisible()
    await expect(this.items.or(this.panel.getByText("You're all caught up")).first()).toBeVisible()
    // A pointer that rests on a row keeps arrivals out of the list.
    await this.page.mouse.move(0, 0)
  }

  item(title: string): Locator {
    return this.items.filter({ has: this.page.locator('.inbox-open', { hasText: titleIs(title) }) })
  }

  /** Does something to an item by its menu. */
  async act(title: string, act: string): Promise<void> {
    await this.item(title).hover()
    await this.item(title).getByRole('button', { name: 'More actions' }).click()
    await this.page.getByRole('menuitem', { name: act }).click()
  }

  /** Titles from top to bottom. */
  async titles(): Promise<string[]> {
    const texts = await this.items.locator('.inbox-open').allTextContents()
    return texts.map((text) => text.replace(/^Unread /, ''))
  }

  async expectTitles(titles: readonly string[]): Promise<void> {
    await expect.poll(() => this.titles()).toEqual(titles)
  }

  async badgeCount(): Promise<number> {
    const [figure] = await this.badge.allTextContents()
    return Number(figure ?? 0)
  }

  /** The number on the bell; 0 = no badge. The name of the bell says the same. */
  async expectBadge(count: number): Promise<void> {
    await expect(this.bell).toHaveAccessibleName(
      count === 0 ? 'Notifications' : `Notifications, ${count} new`,
    )
    if (count === 0) await expect(this.badge).toHaveCount(0)
    else await expect(this.badge).toHaveText(String(count))
  }
}

/** Asks, in the page, as its inbox does. The answer reaches that inbox, too. */
const hearsAnotherTab = async (): Promise<boolean> => {
  const { held = [], pending = [] } = await navigator.locks.query()
  const name = pending.find((lock) => held.some((other) => other.name === lock.name))?.name
  if (name === undefined) return false
  const channel = new BroadcastChannel(name)
  const answer = new Promise<boolean>((resolve) => {
    channel.addEventListener('message', ({ data }) => resolve(data.kind === 'live'))
    setTimeout(() => resolve(false), 200)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin
  channel.postMessage({ kind: 'ask' })
  return answer.finally(() => channel.close())
}

/** The demo, or another page with an inbox, open in one tab as one of its users. */
export class DemoPage extends InboxOnPage {
  /** @param query more of the address, such as `&dir=rtl` */
  static async open(context: BrowserContext, url: string, user: string, query = ''): Promise<DemoPage> {
    const demo = new DemoPage(await context.newPage())
    const greeted = demo.greeting()
    await demo.page.goto(`${url}/?user=${user}${query}`)
    await expect(demo.bell).toBeVisible()
    await greeted
    return demo
  }

  /**
   * The next connect has answered, and its socket has been greeted, or another tab says that it has one: from then on
   * everything arrives as an event.
   */
  async greeting(): Promise<void> {
    let isGreeted = false
    this.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        isGreeted ||= String(payload).includes('"beacon"')
      }),
    )
    // Before there is a page to ask, nobody answers.
    const isFollowing = (): Promise<boolean> => this.page.evaluate(hearsAnotherTab).catch(() => false)
    await expect.poll(async () => isGreeted || (await isFollowing()), { intervals: [50] }).toBe(true)
  }
}
