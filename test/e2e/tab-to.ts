import { expect, type Locator, type Page } from '@playwright/test'

/** Presses Tab until something has the focus. */
export const tabTo = async (page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  for (let presses = 0; presses < 25; presses++) {
    await page.keyboard.press(key)
    const isThere = await target.evaluate(
      (element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element,
    )
    if (isThere) return
  }
  await expect(target).toBeFocused()
}
