import { expect, waitFor } from 'storybook/test'

/** Waits until it is there and nothing hides it: what has just opened is transparent for a moment. */
export const visible = (find: () => HTMLElement): Promise<void> =>
  waitFor(async () => expect(find()).toBeVisible())
