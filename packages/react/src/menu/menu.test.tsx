import type { Notification } from '@inboxkit/protocol'
import { fireEvent, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { useReadable } from '../hooks/use-readable.js'
import { laterChunk } from '../inbox/later-chunk.js'
import { More } from '../item/More.js'
import { Snooze } from '../item/Snooze.js'
import { usePanel } from '../panel/context.js'
import { aNotification } from '../testing/builders.js'
import { withItem } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'

beforeAll(async () => {
  await laterChunk.load()
})
/** A Friday. */
const now = new Date(2026, 10, 20, 15, 20)
const moment = '2026-11-20T12:00:00Z'
const keys = (text: string) => userEvent.keyboard(text)
const lines = () => screen.getAllByRole('menuitem').map(({ textContent }) => textContent)
const line = (name: string | RegExp) => screen.getByRole('menuitem', { name })
const more = () => screen.getByRole('button', { name: 'More actions' })

function draw(given: Partial<Notification> = {}) {
  const category = { id: 4, identifier: 'orders', name: 'Orders' }
  const notification = aNotification({ id: 1, category, ...given })
  const inbox = fakeInbox([notification])
  const parts = (
    <>
      <Snooze />
      <More />
      <Ticked />
    </>
  )
  render(withItem(parts, notification, inbox))
  return inbox
}
function Ticked() {
  const ticked = useReadable(usePanel('Ticked').selection, null)
  return <p data-testid="ticked">{ticked && [...ticked].join()}</p>
}
const open = async (given: Partial<Notification> = {}) => {
  const inbox = draw(given)
  await userEvent.click(more())
  return inbox
}

describe('the menu', () => {
  it('offers what can be done', async () => {
    await open()
    expect(lines()).toEqual(['Mark as read', 'Archive', 'Snooze', 'Pin', 'Mute Orders', 'Select', 'Delete'])
    expect(line('Delete')).toHaveAttribute('data-danger')
    expect(more()).toHaveAttribute('aria-expanded', 'true')
    expect(screen.getByRole('menu', { name: 'More actions' }).id).toBe(more().getAttribute('aria-controls'))
  })

  it.each<[string, Partial<Notification>, string[]]>([
    [
      'read and pinned',
      { readAt: moment, pinnedAt: moment },
      ['Mark as unread', 'Archive', 'Snooze', 'Unpin'],
    ],
    ['archived', { archivedAt: moment }, ['Mark as read', 'Move to inbox']],
    ['snoozed', { snoozedUntil: moment }, ['Mark as read', 'Archive', 'Unsnooze']],
  ])('offers others of what is %s', async (_, given, expected) => {
    await open({ ...given, category: null })
    expect(lines()).toEqual([...expected, 'Select', 'Delete'])
  })

  it('is walked by keys, and by first letters', async () => {
    await open()
    expect(line('Mark as read')).toHaveFocus()
    await keys('{ArrowUp}')
    expect(line('Delete')).toHaveFocus()
    await keys('{ArrowDown}{ArrowDown}')
    expect(line('Archive')).toHaveFocus()
    await keys('{End}{Home}')
    expect(line('Mark as read')).toHaveFocus()
    await keys('m')
    expect(line('Mute Orders')).toHaveFocus()
    await keys('m')
    expect(line('Mark as read')).toHaveFocus()
    await keys('q')
    expect(line('Mark as read')).toHaveFocus()
  })

  it('takes letters that follow each other for one word', async () => {
    await open()
    await keys('se')
    expect(line('Select')).toHaveFocus()
  })

  it('does what is chosen, closes, and gives the focus back', async () => {
    const inbox = await open()
    await keys('{ArrowDown}{Enter}')
    expect(inbox.calls).toEqual([['archive', 1]])
    expect(screen.queryByRole('menu')).toBeNull()
    expect(more()).toHaveFocus()
  })

  it('closes on Escape, which goes no further, and gives the focus back', async () => {
    await open()
    const escape = vi.fn((event: KeyboardEvent) => event.defaultPrevented)
    document.addEventListener('keydown', escape)
    await keys('{Escape}')
    document.removeEventListener('keydown', escape)
    expect(screen.queryByRole('menu')).toBeNull()
    expect(more()).toHaveFocus()
    expect(escape).toHaveReturnedWith(true)
  })

  it('keeps its keys from the list and from shortcuts', async () => {
    const below = vi.fn()
    render(
      <div role="presentation" onKeyDown={({ key }) => below(key)}>
        {withItem(<More />)}
      </div>,
    )
    await userEvent.click(more())
    await keys('{ArrowDown}{End}e{Escape}')
    expect(below.mock.calls).toEqual([['Escape']])
  })

  it('closes when Tab leads on, and when something else takes the focus', async () => {
    await open()
    await userEvent.tab()
    expect(screen.queryByRole('menu')).toBeNull()
    await userEvent.click(more())
    fireEvent.blur(line('Mark as read'), { relatedTarget: document.body })
    expect(screen.queryByRole('menu')).toBeNull()
  })

  it('mutes the category', async () => {
    const inbox = await open()
    const mute = vi.fn(() => Object.assign(Promise.resolve(), { undo: () => Promise.resolve() }))
    inbox.account.mute = mute
    await userEvent.click(line('Mute Orders'))
    expect(mute).toHaveBeenCalledExactlyOnceWith({ id: 4, identifier: 'orders', name: 'Orders' })
    await userEvent.click(more())
    expect(line('Unmute Orders')).toBeInTheDocument()
  })

  it('begins selecting with its item', async () => {
    await open()
    await userEvent.click(line('Select'))
    expect(screen.getByTestId('ticked')).toHaveTextContent('1')
  })
})

describe('snoozing', () => {
  beforeEach(() => {
    vi.setSystemTime(now)
    return () => {
      vi.useRealTimers()
    }
  })
  const snoozed = (inbox: ReturnType<typeof draw>) => inbox.calls.map(([verb, id]) => [verb, id])

  it('offers times that lie ahead, each with its clock time in the user’s language', async () => {
    draw()
    await userEvent.click(screen.getByRole('button', { name: 'Snooze' }))
    expect(lines().map((text) => text?.replaceAll(/\s/g, ' '))).toEqual([
      'This evening6:00 PM',
      'Later today6:20 PM',
      'Tomorrow9:00 AM',
      'Next weekMon 9:00 AM',
      'Pick a day and time',
    ])
    expect(line(/^This evening/)).toHaveFocus()
  })

  it('is entered with ArrowRight and left with ArrowLeft', async () => {
    await open()
    await keys('s{ArrowRight}')
    expect(line(/^This evening/)).toHaveFocus()
    await keys('{ArrowLeft}')
    expect(line('Snooze')).toHaveFocus()
    await keys('{Enter}{Home}{Enter}')
    expect(line('Snooze')).toHaveFocus()
  })

  it('is entered with ArrowLeft in right-to-left', async () => {
    document.documentElement.dir = 'rtl'
    document.body.style.direction = 'rtl'
    await open()
    await keys('s{ArrowRight}')
    expect(line('Snooze')).toHaveFocus()
    await keys('{ArrowLeft}')
    expect(line(/^This evening/)).toHaveFocus()
    await keys('{ArrowRight}')
    expect(line('Snooze')).toHaveFocus()
    document.documentElement.dir = ''
    document.body.style.direction = ''
  })

  it('is done by one of them', async () => {
    const inbox = draw()
    const snooze = vi.spyOn(inbox, 'snooze')
    await userEvent.click(screen.getByRole('button', { name: 'Snooze' }))
    await userEvent.click(line(/^Tomorrow/))
    expect(snooze).toHaveBeenCalledExactlyOnceWith(1, new Date(2026, 10, 21, 9))
    expect(snoozed(inbox)).toEqual([['snooze', 1]])
  })

  it('is done with a time of one’s own, which must lie ahead', async () => {
    const inbox = draw()
    const snooze = vi.spyOn(inbox, 'snooze')
    await userEvent.click(screen.getByRole('button', { name: 'Snooze' }))
    await userEvent.click(line('Pick a day and time'))
    const input = screen.getByLabelText('Snooze until', { selector: 'input' })
    expect(screen.getByRole('dialog', { name: 'Snooze until' })).toBeInTheDocument()
    expect(input).toHaveFocus()
    expect(input).toHaveAttribute('min', '2026-11-20T15:20')
    const send = () => fireEvent.submit(input)
    send()
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a day and a time.')
    fireEvent.change(input, { target: { value: '2026-11-20T15:00' } })
    expect(screen.getByRole('alert')).toBeEmptyDOMElement()
    send()
    expect(screen.getByRole('alert')).toHaveTextContent('That time has passed. Choose a later one.')
    expect(input).toHaveAccessibleDescription('That time has passed. Choose a later one.')
    expect(input).toBeInvalid()
    fireEvent.change(input, { target: { value: '2026-11-20T16:30' } })
    send()
    expect(snooze).toHaveBeenCalledExactlyOnceWith(1, new Date(2026, 10, 20, 16, 30))
    expect(screen.queryByRole('dialog', { name: 'Snooze until' })).toBeNull()
  })

  it('goes back from one’s own time to the others', async () => {
    draw()
    await userEvent.click(screen.getByRole('button', { name: 'Snooze' }))
    await userEvent.click(line('Pick a day and time'))
    await userEvent.click(screen.getByRole('button', { name: 'Back' }))
    expect(line('Pick a day and time')).toHaveFocus()
  })
})
