import { describe, expect, it } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { fakeInbox } from '../testing/fake-inbox.js'

/** Rows of different heights, an hour apart. */
const uneven = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aNotification({
      id: count - at,
      title: `Notification ${count - at}`,
      message:
        [null, 'One line.', 'Two lines of message, which takes a good many words to fill up to its end.'][
          at % 3
        ] ?? null,
      createdAt: new Date(Date.now() - at * 3_600_000).toISOString(),
    }),
  )
const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
const rows = () => document.querySelectorAll<HTMLElement>('[data-row]')
const body = () => the('.inbox-body')

async function open(count: number) {
  const inbox = drawInbox({ defaultOpen: true }, { inbox: fakeInbox(uneven(count)) })
  await until(() => the('.inbox-list'))
  return inbox
}
/** Scrolls on until everything is loaded. */
async function scrollToEnd(count: number) {
  const inbox = await open(count)
  for (let at = 0; inbox.feed().get().hasMore && at < 1000; at++) {
    body().scrollTop = body().scrollHeight
    await frame()
  }
  body().scrollTop = body().scrollHeight
  await frame()
  return inbox
}

describe('a list of 1,000', () => {
  it('draws only what is near the view, and all of it in order', async () => {
    const inbox = await scrollToEnd(1000)
    expect(inbox.feed().get().ids).toHaveLength(1000)
    const seen = new Set<string>()
    let most = 0
    for (let top = body().scrollHeight; top > -1200; top -= 1200) {
      body().scrollTop = top
      await frame()
      most = Math.max(most, rows().length)
      for (const { dataset } of rows()) seen.add(dataset['row'] ?? '')
    }
    expect(most).toBeLessThanOrEqual(100)
    expect(seen.size).toBe(1000)
    expect(the('[data-row] .inbox-open').textContent).toContain('Notification 1000')
  })

  it('keeps what is on screen where it is while far rows come and go', async () => {
    await scrollToEnd(1000)
    const middle = () => {
      const { left, width, top, height } = body().getBoundingClientRect()
      return document.elementFromPoint(left + width / 2, top + height / 2)?.closest<HTMLElement>('[data-row]')
    }
    for (let step = 0; step < 60; step++) {
      const row = middle()
      const before = row?.getBoundingClientRect().top ?? 0
      body().scrollTop -= 170
      const moved = (row?.getBoundingClientRect().top ?? 0) - before
      await frame()
      const after = (row?.getBoundingClientRect().top ?? 0) - before
      expect(row?.isConnected && Math.abs(after - moved) < 1, `step ${step}: ${after} for ${moved}`).toBe(
        true,
      )
    }
  })

  it('keeps the row with the focus, wherever the list is scrolled', async () => {
    await scrollToEnd(1000)
    body().scrollTop = 0
    await frame()
    the('[data-row="995"] article').focus()
    body().scrollTop = body().scrollHeight
    await frame()
    expect(focused()?.closest('[data-row]')?.getAttribute('data-row')).toBe('995')
    expect(document.querySelectorAll('[data-space]').length).toBeLessThanOrEqual(2)
    expect(rows().length).toBeLessThanOrEqual(120)
  })

  it('has one tab stop in the list, also when its first rows are not drawn', async () => {
    await scrollToEnd(300)
    expect(document.querySelector('[data-row="300"]')).toBeNull()
    expect(document.querySelectorAll('article[tabindex="0"]')).toHaveLength(1)
  })

  it('writes spacers’ heights without style attributes in the markup it makes', async () => {
    await scrollToEnd(200)
    const spacer = the('[data-space]')
    expect(spacer.getBoundingClientRect().height).toBeGreaterThan(1000)
  })

  it('shows the head of the day at the top, a line below it while it sticks', async () => {
    await scrollToEnd(200)
    body().scrollTop = body().scrollHeight / 2
    await until(() => the('.inbox-day[data-stuck]'))
    const { left, top } = body().getBoundingClientRect()
    // A jump takes a frame to draw the rows there, and their head with them.
    await until(() => expect(document.elementFromPoint(left + 30, top + 10)?.className).toBe('inbox-day'))
    body().scrollTop = 0
    await until(() => expect(document.querySelector('.inbox-day[data-stuck]')).toBeNull())
  })
})
