import type { Notification } from '@inboxkit/protocol'
import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { RootProps } from '../root/Root.js'
import { aNotification } from '../testing/builders.js'
import { withItem } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Archive } from './Archive.js'
import { Delete } from './Delete.js'
import { MarkRead } from './MarkRead.js'
import { More } from './More.js'
import { Pin } from './Pin.js'
import { Snooze } from './Snooze.js'

const moment = '2026-11-20T12:00:00Z'
const draw = (given: Partial<Notification> = {}, root: RootProps = {}) => {
  const notification = aNotification({ id: 1, ...given })
  const inbox = fakeInbox([notification])
  const acts = (
    <>
      <MarkRead />
      <Archive />
      <Snooze />
      <Pin />
      <Delete />
      <More />
    </>
  )
  render(withItem(acts, notification, inbox, root))
  return inbox
}
const names = () => screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

describe('the acts on an item', () => {
  it('are those of its state', () => {
    draw()
    const usual = ['Mark as read', 'Archive', 'Snooze', 'Pin', 'Delete', 'More actions']
    expect(names()).toEqual(usual)
  })

  it.each<[string, Partial<Notification>, string[]]>([
    ['read', { readAt: moment }, ['Mark as unread', 'Archive', 'Snooze', 'Pin']],
    ['pinned', { pinnedAt: moment }, ['Mark as read', 'Archive', 'Snooze', 'Unpin']],
    ['archived', { archivedAt: moment }, ['Mark as read', 'Move to inbox']],
    ['snoozed', { snoozedUntil: moment }, ['Mark as read', 'Archive', 'Unsnooze']],
  ])('are others where it is %s', (_, given, expected) => {
    draw(given)
    expect(names()).toEqual([...expected, 'Delete', 'More actions'])
  })

  it.each([
    ['Mark as read', ['markRead', 1]],
    ['Archive', ['archive', 1]],
    ['Pin', ['pin', 1]],
    ['Delete', ['remove', 1]],
  ])('%s is done', async (name, call) => {
    const inbox = draw()
    await press(name)
    expect(inbox.calls).toEqual([call])
  })

  it('name their keys, while there are shortcuts', () => {
    draw()
    const keys = () => screen.getAllByRole('button').map((button) => button.getAttribute('aria-keyshortcuts'))
    expect(keys()).toEqual(['r', 'e', 's', null, '#', null])
  })

  it('name none where there are no shortcuts', () => {
    draw({}, { shortcuts: false })
    for (const button of screen.getAllByRole('button'))
      expect(button).not.toHaveAttribute('aria-keyshortcuts')
  })
})
