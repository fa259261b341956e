import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { InboxPanel } from '../inbox/InboxPanel.js'
import type { RootProps } from '../root/Root.js'
import { withRoot } from '../testing/draw.js'
import { serve } from '../testing/serve.js'

/** A page with three notifications and the focus on its panel. */
async function draw(props: RootProps = {}, hasBlocks = false) {
  const input = [{ id: 'note', type: 'input', placeholder: 'Say something' }]
  const served = serve([
    { title: 'One' },
    { title: 'Two', ...(hasBlocks && { blocks: input }) },
    { title: 'Three' },
  ])
  const { container } = render(withRoot(<InboxPanel />, served.inbox, { layout: 'page', ...props }))
  await screen.findByText('One')
  act(() => container.querySelector<HTMLElement>('.inbox-panel')?.focus())
  const feed = served.server.feed('ann')
  const idOf = (title: string) => feed.list().find((item) => item.title === title)?.id ?? 0
  return { ...served, feed, idOf }
}
const { keyboard } = userEvent
const current = () => document.activeElement?.closest('article')?.querySelector('.inbox-open')?.textContent
const titles = () =>
  screen
    .queryAllByRole('article')
    .filter((item) => !item.closest('[data-leaving]'))
    .map((item) => item.querySelector('.inbox-open')?.textContent?.replace('Unread ', ''))
const toast = (words: string) => screen.findByText(words, { selector: '.inbox-toast *' })

describe('keys', () => {
  it('walk with j and k', async () => {
    await draw()
    await keyboard('j')
    await waitFor(() => expect(current()).toBe('Unread Three'))
    await keyboard('jj')
    expect(current()).toBe('Unread One')
    await keyboard('j')
    expect(current()).toBe('Unread One')
    await keyboard('k')
    expect(current()).toBe('Unread Two')
  })

  it('do nothing while no row is current', async () => {
    const { feed } = await draw()
    await keyboard('eru#xs')
    expect(titles()).toEqual(['Three', 'Two', 'One'])
    expect(feed.head().counts.unread).toBe(3)
  })

  it('archive with e, go on to the next row, and can be taken back', async () => {
    const { feed } = await draw()
    await keyboard('je')
    await waitFor(() => expect(titles()).toEqual(['Two', 'One']))
    expect(current()).toBe('Unread Two')
    expect(await toast('Archived')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(titles()).toEqual(['Three', 'Two', 'One']))
    await waitFor(() => expect(feed.list()).toHaveLength(3))
  })

  it('move back to the inbox with e in the archive', async () => {
    const { inbox, feed, idOf } = await draw()
    await act(() => inbox.archive(idOf('Two')))
    await userEvent.click(screen.getByRole('tab', { name: 'Archived' }))
    await screen.findByText('Two')
    await keyboard('je')
    expect(await toast('Moved to the inbox')).toBeVisible()
    await waitFor(() => expect(feed.list()).toHaveLength(3))
  })

  it('read and unread with r and u, without a word', async () => {
    const { feed } = await draw()
    await keyboard('jr')
    await waitFor(() => expect(feed.head().counts.unread).toBe(2))
    await keyboard('u')
    await waitFor(() => expect(feed.head().counts.unread).toBe(3))
    expect(document.querySelector('.inbox-toast')).toBeNull()
  })

  it('delete with #', async () => {
    const { feed } = await draw()
    await keyboard('jj#')
    await waitFor(() => expect(titles()).toEqual(['Three', 'One']))
    await waitFor(() => expect(feed.list()).toHaveLength(2))
  })

  it('ask with s until when to snooze', async () => {
    const { feed } = await draw()
    await keyboard('js')
    const first = await screen.findByRole('menuitem', { name: /^Tomorrow/ })
    expect(first.closest('[role=menu]')).toHaveAccessibleName('Snooze until')
    // In a menu letters lead to its entries.
    await keyboard('e#')
    expect(titles()).toHaveLength(3)
    await userEvent.click(first)
    await waitFor(() => expect(feed.list({ state: 'snoozed' })).toHaveLength(1))
  })

  it('tick with x, and act on all that is ticked', async () => {
    const { feed } = await draw()
    await keyboard('jxjx')
    await screen.findByText('2 selected')
    await keyboard('e')
    expect(await toast('2 archived')).toBeVisible()
    expect(screen.queryByText('2 selected')).toBeNull()
    await waitFor(() => expect(feed.list({ state: 'archived' })).toHaveLength(2))
  })

  it('tick with Shift and x all up to the current row, and snooze them with s', async () => {
    const { feed } = await draw()
    await keyboard('jxjj{Shift>}X{/Shift}')
    await screen.findByText('3 selected')
    await keyboard('s')
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Tomorrow/ }))
    await waitFor(() => expect(feed.list({ state: 'snoozed' })).toHaveLength(3))
  })

  it('are found by their place where the keyboard writes other letters', async () => {
    await draw()
    const panel = document.activeElement as Element
    fireEvent.keyDown(panel, { key: 'о', code: 'KeyJ' })
    expect(current()).toBe('Unread Three')
  })

  it('leave Ctrl, Alt and Meta to the browser, but not AltGr', async () => {
    const { feed } = await draw()
    await keyboard('j')
    const row = document.activeElement as Element
    for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }])
      fireEvent.keyDown(row, { key: 'e', code: 'KeyE', ...held })
    expect(titles()).toHaveLength(3)
    fireEvent.keyDown(row, { key: '#', code: 'Digit3', ctrlKey: true, altKey: true, modifierAltGraph: true })
    await waitFor(() => expect(feed.list()).toHaveLength(2))
  })

  it('are text where somebody types', async () => {
    const { feed } = await draw({}, true)
    const input = await screen.findByRole('textbox')
    await userEvent.type(input, 'jerux#?')
    expect(input).toHaveValue('jerux#?')
    expect(feed.list()).toHaveLength(3)
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('are all off by one prop, and not promised to screen readers then', async () => {
    const { feed } = await draw({ shortcuts: false })
    act(() => screen.getAllByRole('article')[0]?.focus())
    await keyboard('jer#x?')
    expect(current()).toBe('Unread Three')
    expect(feed.list()).toHaveLength(3)
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(document.querySelector('[aria-keyshortcuts]')).toBeNull()
  })

  it('are promised on what they press', async () => {
    await draw()
    const promised = [...(screen.getAllByRole('article')[0]?.querySelectorAll('[aria-keyshortcuts]') ?? [])]
    expect(promised.map((element) => element.getAttribute('aria-keyshortcuts'))).toEqual(
      expect.arrayContaining(['x', 'e', 's']),
    )
  })
})

describe('the sheet of keys', () => {
  it('opens with ?, names itself, and closes with Escape or ? alone', async () => {
    await draw()
    await keyboard('j?')
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })
    expect(sheet).toHaveTextContent('jNext notification')
    expect(sheet).toHaveTextContent('#Delete')
    fireEvent.keyDown(sheet, { key: 'e', code: 'KeyE' })
    expect(titles()).toHaveLength(3)
    fireEvent.keyDown(sheet, { key: 'Escape' })
    expect(sheet).not.toBeInTheDocument()
    await keyboard('?')
    fireEvent.keyDown(await screen.findByRole('dialog'), { key: '?' })
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(titles()).toHaveLength(3)
  })
})
