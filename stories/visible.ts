import { expect, waitFor } from 'storybook/test'

/** Waits until it is there and nothing hides it: what has just opened is transparent for a moment. */
export const visible = (find: () => HTMLElement): Promise<void> =>
  waitFor(async () => expect(find()).toBeVisible())

/** Waits until a status says it, which screen readers read out when they come to it. */
export const told = (statuses: () => HTMLElement[], words: RegExp): Promise<void> =>
  waitFor(async () =>
    expect(statuses().map((status) => status.textContent)).toContainEqual(expect.stringMatching(words)),
  )
