import { describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { InboxProps } from '../inbox/Inbox.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { serve } from '../testing/serve.js'

const titles = ['First', 'Second', 'Third', 'Fourth']
const draw = (props: InboxProps = {}) => {
  const served = serve(titles.map((title) => ({ title, url: `/${title}` })))
  drawInbox(props, { inbox: served.inbox })
  return served
}
const rows = () => [...document.querySelectorAll('[data-row]:not([data-leaving]) .inbox-open')]
const shown = () => rows().map(({ textContent }) => textContent?.replace('Unread ', ''))
const opened = () => until(() => expect(shown()).toHaveLength(titles.length))
const toast = (words: string | RegExp) =>
  until(() => {
    const found = [...document.querySelectorAll<HTMLElement>('.inbox-toast')]
    const one = found.find(({ textContent }) => textContent?.match(words))
    if (!one) throw new Error(`No toast says ${words}`)
    return one
  })
const noToast = () => until(() => expect(document.querySelector('.inbox-toast')).toBeNull())
const archiveFirst = async () => {
  the('[data-row]:not([data-leaving]) .inbox-item').focus()
  await userEvent.keyboard('e')
}
/** What a press there would hit. */
const isOnTop = (element: Element) => {
  const { left, top, width, height } = element.getBoundingClientRect()
  const hit = document.elementFromPoint(left + width / 2, top + height / 2)
  return element.contains(hit)
}

describe('a toast', () => {
  it('lies above the open panel, and three acts in a row are taken back at once', async () => {
    // So low that the panel reaches below the toasts.
    await page.viewport(460, 480)
    const { server } = draw({ defaultOpen: true })
    await opened()
    for (const _ of [1, 2, 3]) await archiveFirst()
    const box = await toast('3 archived')
    expect(the('.inbox-toasts').matches(':popover-open')).toBe(true)
    expect(isOnTop(box)).toBe(true)
    await until(() => expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(3))
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await until(() => expect(shown()).toEqual(['Fourth', 'Third', 'Second', 'First']))
    await until(() => expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(0))
    await noToast()
    expect(the('.inbox-panel').contains(focused())).toBe(true)
  })

  it('says why where taking back is refused', async () => {
    const { server } = draw({ defaultOpen: true })
    await opened()
    await archiveFirst()
    await until(() => expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(1))
    server.feed('ann').refuse = () => 'It is needed there'
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await toast('That was not saved. It is needed there.')
  })

  it('closes on Escape, and the panel does not', async () => {
    draw({ defaultOpen: true })
    await opened()
    await archiveFirst()
    await toast('Archived')
    the('.inbox-toast button').focus()
    await userEvent.keyboard('{Escape}')
    await noToast()
    expect(the('.inbox-panel').matches(':popover-open')).toBe(true)
    expect(the('.inbox-panel').contains(focused())).toBe(true)
  })

  it('stays when the panel closes', async () => {
    draw({ defaultOpen: true })
    await opened()
    await archiveFirst()
    await toast('Archived')
    await userEvent.keyboard('{Escape}')
    await until(() => expect(document.querySelector('.inbox-panel')).toBeNull())
    expect(isOnTop(await toast('Archived'))).toBe(true)
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await noToast()
  })

  it('can be used inside the modal sheet, and fits into 320 pixels', async () => {
    await page.viewport(320, 600)
    draw({ defaultOpen: true })
    await opened()
    await archiveFirst()
    const box = await toast('Archived')
    await Promise.all(box.getAnimations().map(({ finished }) => finished))
    const { left, right, bottom } = box.getBoundingClientRect()
    expect([left, right, bottom]).toEqual([16, 304, 584])
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await opened()
  })

  it.each([
    ['ltr', 424, 784],
    ['rtl', 16, 376],
  ])('stands in the lower end corner, %s', async (dir, left, right) => {
    document.documentElement.dir = dir
    draw({ defaultOpen: true })
    await opened()
    await archiveFirst()
    const box = await toast('Archived')
    await Promise.all(box.getAnimations().map(({ finished }) => finished))
    const place = box.getBoundingClientRect()
    expect([place.left, place.right, place.bottom]).toEqual([left, right, 584])
  })
})

describe('an arrival', () => {
  it('is told of while the panel is closed, and opens as in the list', async () => {
    const navigate = vi.fn()
    const { server, inbox } = draw({ arrivals: 'toast', navigate })
    await until(() => expect(inbox.connection.get().kind).toBe('live'))
    const { id } = server.deliver('ann', { title: 'Fifth', message: 'Just now', url: '/fifth' })
    expect(isOnTop(await toast('Fifth'))).toBe(true)
    await userEvent.click(page.getByRole('link', { name: 'Unread Fifth' }))
    expect(navigate).toHaveBeenCalledExactlyOnceWith('/fifth', expect.objectContaining({ id }))
    await noToast()
    await until(() => expect(server.feed('ann').find(id)?.readAt).toBeTruthy())
  })

  it('goes when the panel opens', async () => {
    const { server, inbox } = draw({ arrivals: 'toast' })
    await until(() => expect(inbox.connection.get().kind).toBe('live'))
    server.deliver('ann', { title: 'Fifth' })
    await toast('Fifth')
    await userEvent.click(the('.inbox-bell'))
    await until(() => expect(shown()).toHaveLength(5))
    await noToast()
  })
})
