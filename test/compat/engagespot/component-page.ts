import { expect, type Locator, type Page } from '@playwright/test'

/** The vendor's component on a customer's page, found by what people see of it. */
export class ComponentPage {
  readonly page: Page
  readonly bell: Locator
  /** The panel's heading: its name, or that of the preference screen. */
  readonly heading: Locator
  readonly titles: Locator

  constructor(page: Page) {
    this.page = page
    this.bell = page.getByRole('button', { name: 'Notifications', exact: true })
    this.heading = page.locator('h3').first()
    this.titles = page.locator('h4')
  }

  async openPanel(): Promise<void> {
    await this.bell.click()
    await expect(this.heading).toBeVisible()
  }

  async closePanel(): Promise<void> {
    await this.bell.click()
    await expect(this.heading).toBeHidden()
  }

  /** The number on the bell; 0 = none. It is hidden while the panel is open. */
  async expectBadge(count: number): Promise<void> {
    await expect(this.bell).toHaveText(count === 0 ? '' : String(count))
  }

  async expectTitles(...titles: string[]): Promise<void> {
    await expect(this.titles).toHaveText(titles)
  }

  /** The smallest box around a title that has a menu of its own. */
  item(title: string): Locator {
    const text = this.page.locator('h4', { hasText: title })
    return this.page
      .locator('div')
      .filter({ has: text })
      .filter({ has: this.page.getByLabel('More') })
      .last()
  }

  /** A switch of the preference screen: the component makes its id of the category and the channel. */
  choice(categoryId: number, channel: string): Locator {
    return this.page.locator(`[id="${categoryId}-${channel}"]`)
  }

  /** Picks a line of an item's menu, which shows while the pointer is there. */
  async pick(title: string, line: string): Promise<void> {
    await this.item(title).hover()
    await this.item(title).getByLabel('More').click()
    await this.item(title).locator(`[data-name="${line}"]`).click()
  }

  /** Picks a line of the panel's own menu. */
  async pickInHeader(line: string): Promise<void> {
    const header = this.page.locator('div').filter({ has: this.heading }).last()
    await header.getByLabel('More').click()
    await header.locator(`[data-name="${line}"]`).click()
  }

  /** The dot of an item that was not read. */
  async expectRead(title: string, isRead: boolean): Promise<void> {
    const dot = this.item(title).locator('svg[viewBox="0 0 100 100"]')
    if (isRead) await expect(dot).toBeHidden()
    else await expect(dot).toBeVisible()
  }
}
