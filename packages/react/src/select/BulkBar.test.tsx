import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeAll, describe, expect, it } from 'vitest'
import { InboxPanel } from '../inbox/InboxPanel.js'
import { laterChunk } from '../inbox/later-chunk.js'
import type { RootProps } from '../root/Root.js'
import { withRoot } from '../testing/draw.js'
import { serve } from '../testing/serve.js'

beforeAll(() => laterChunk.load())

/** A page with `count` notifications, the last on top. */
async function draw(count = 5, props: RootProps = {}) {
  const served = serve(Array.from({ length: count }, (_, at) => ({ title: `Number ${at + 1}` })))
  render(withRoot(<InboxPanel />, served.inbox, { layout: 'page', ...props }))
  await screen.findByText(`Number ${count}`)
  return served
}
const box = (number: number) =>
  screen.getByRole('checkbox', { name: new RegExp(`^Select .*Number ${number}$`) })
const bar = () => screen.findByRole('group', { name: 'Selected notifications' })
const said = async () => (await within(await bar()).findByRole('status')).textContent
const press = async (name: string) => userEvent.click(within(await bar()).getByRole('button', { name }))
const ticked = () =>
  screen
    .queryAllByRole<HTMLInputElement>('checkbox', { name: /^Select .*Number/ })
    .filter(({ checked }) => checked)
    .map((input) => Number(input.closest('[data-row]')?.textContent?.match(/Number (\d+)/)?.[1]))
const titles = () =>
  screen
    .queryAllByRole('article')
    .filter((item) => !item.closest('[data-leaving]'))
    .map((item) => item.querySelector('.inbox-open')?.textContent?.match(/Number \d+/)?.[0])

describe('selecting', () => {
  it('ticks with Shift all from the one that was ticked last', async () => {
    await draw()
    await userEvent.click(box(5))
    expect(await said()).toBe('1 selected')
    fireEvent.click(box(2), { shiftKey: true })
    expect(ticked()).toEqual([5, 4, 3, 2])
    expect(await said()).toBe('4 selected')
    await userEvent.click(box(3))
    expect(ticked()).toEqual([5, 4, 2])
  })

  it('ends with the last one that is unticked, at Done, and on Escape', async () => {
    await draw()
    await userEvent.click(box(5))
    const shown = await bar()
    await userEvent.click(box(5))
    expect(shown).not.toBeInTheDocument()

    await userEvent.click(box(4))
    await press('Done')
    expect(screen.queryByRole('group', { name: 'Selected notifications' })).toBeNull()
    expect(document.activeElement).toHaveAttribute('aria-posinset', '2')

    await userEvent.click(box(4))
    await bar()
    await userEvent.keyboard('{Escape}')
    expect(ticked()).toEqual([])
    expect(screen.queryByRole('group', { name: 'Selected notifications' })).toBeNull()
  })

  it('ends when another tab is chosen', async () => {
    await draw(2)
    await userEvent.click(box(1))
    await bar()
    act(() => screen.getByRole('tab', { name: 'Archived', hidden: true }).click())
    await screen.findByText('Nothing archived')
    expect(screen.queryByRole('group', { name: 'Selected notifications' })).toBeNull()
  })

  it('ticks all that are loaded, or none, and is in between while some are', async () => {
    await draw(30)
    await userEvent.click(box(30))
    const all = within(await bar()).getByRole<HTMLInputElement>('checkbox')
    expect(all).toHaveAccessibleName('Select all that are loaded')
    expect(all.indeterminate).toBe(true)
    await userEvent.click(all)
    expect(all.indeterminate).toBe(false)
    expect(all).toBeChecked()
    // Also those that are not drawn.
    expect(screen.getAllByRole('article').length).toBeLessThan(25)
    expect(await said()).toMatch(/^(25|30) selected$/)
    await userEvent.click(all)
    expect(await said()).toBe('0 selected')
    expect(within(await bar()).getByRole('button', { name: 'Delete' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
  })

  it('lets go of what leaves the list', async () => {
    const { server } = await draw(3)
    await userEvent.click(box(3))
    await userEvent.click(box(1))
    const [newest] = server.feed('ann').list()
    act(() => {
      server.feed('ann').act({ verb: 'delete', id: newest?.id ?? 0 })
    })
    await waitFor(async () => expect(await said()).toBe('1 selected'))
  })
})

describe('BulkBar', () => {
  it('archives all that is ticked, says how many, and takes all back', async () => {
    const { server } = await draw()
    for (const number of [5, 3, 2]) await userEvent.click(box(number))
    await press('Archive')
    await waitFor(() => expect(titles()).toEqual(['Number 4', 'Number 1']))
    expect(await screen.findByText('3 archived', { selector: '.inbox-toast *' })).toBeVisible()
    await waitFor(() => expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(3))
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(titles()).toHaveLength(5))
    await waitFor(() => expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(0))
  })

  it('marks read, then unread, and keeps what is ticked', async () => {
    const { server } = await draw(3)
    await userEvent.click(box(3))
    await userEvent.click(box(2))
    await press('Mark as read')
    await waitFor(() => expect(server.feed('ann').head().counts.unread).toBe(1))
    expect(ticked()).toEqual([3, 2])
    expect(await screen.findByText('2 marked as read', { selector: '.inbox-toast *' })).toBeVisible()
    await press('Mark as unread')
    await waitFor(() => expect(server.feed('ann').head().counts.unread).toBe(3))
  })

  it('deletes, and moves the focus to a row that stays', async () => {
    const { server } = await draw(3)
    await userEvent.click(box(3))
    await press('Delete')
    await waitFor(() => expect(titles()).toEqual(['Number 2', 'Number 1']))
    expect(await screen.findByText('Deleted', { selector: '.inbox-toast *' })).toBeVisible()
    expect(document.activeElement?.textContent).toContain('Number 2')
    await waitFor(() => expect(server.feed('ann').list()).toHaveLength(2))
  })

  it('snoozes until a time from the menu', async () => {
    const { server } = await draw(3)
    await userEvent.click(box(3))
    await userEvent.click(box(1))
    await press('Snooze')
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Tomorrow/ }))
    await waitFor(() => expect(titles()).toEqual(['Number 2']))
    expect(await screen.findByText('2 snoozed', { selector: '.inbox-toast *' })).toBeVisible()
    await waitFor(() => expect(server.feed('ann').list({ state: 'snoozed' })).toHaveLength(2))
    const [one] = server.feed('ann').list({ state: 'snoozed' })
    const until = new Date(one?.snoozedUntil ?? 0)
    expect([until.getHours(), until.getMinutes()]).toEqual([9, 0])
  })

  it('moves back to the inbox in the archive, and wakes in the snoozed tab', async () => {
    const { server, inbox } = await draw(4)
    const [a, b, c] = server.feed('ann').list()
    await act(() => inbox.archive([a?.id ?? 0, b?.id ?? 0]))
    await act(() => inbox.snooze(c?.id ?? 0, new Date(Date.now() + 3_600_000)))
    await userEvent.click(screen.getByRole('tab', { name: 'Archived' }))
    await screen.findByText('Number 4')
    await userEvent.click(box(4))
    expect(within(await bar()).queryByRole('button', { name: /Snooze|Archive/ })).toBeNull()
    await press('Move to inbox')
    await waitFor(() => expect(titles()).toEqual(['Number 3']))

    await userEvent.click(screen.getByRole('tab', { name: /^Snoozed/ }))
    await screen.findByText('Number 2')
    await userEvent.click(box(2))
    await press('Unsnooze')
    await waitFor(() => expect(server.feed('ann').list()).toHaveLength(3))
  })
})
