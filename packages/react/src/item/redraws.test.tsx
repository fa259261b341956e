import type { Notification } from '@inboxkit/protocol'
import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { Profiler, type ReactElement } from 'react'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { laterChunk } from '../inbox/later-chunk.js'
import { List } from '../list/List.js'
import { aNotification } from '../testing/builders.js'
import { withPanel } from '../testing/draw.js'
import { type FakeInbox, fakeInbox } from '../testing/fake-inbox.js'
import { DefaultItem } from './DefaultItem.js'

const drawn = new Set<number>()
beforeAll(() => laterChunk.load())
beforeEach(() => drawn.clear())

const drawItem = (notification: Notification): ReactElement => (
  <Profiler id="item" onRender={() => drawn.add(notification.id)}>
    <DefaultItem notification={notification} />
  </Profiler>
)
/** Four rows, the first of news and the others of orders; the focus is where it will be clicked, so that nothing but the click itself counts. */
async function draw(focused: string): Promise<FakeInbox> {
  const orders = { id: 77, identifier: 'orders', name: 'Orders' }
  const news = { id: 78, identifier: 'news', name: 'News' }
  const blocks = [{ id: 'yes', type: 'button', text: 'Accept' }]
  const inbox = fakeInbox(
    [1, 2, 3, 4].map((id) => aNotification({ id, category: id === 4 ? news : orders, blocks })),
  )
  render(withPanel(<List>{drawItem}</List>, inbox))
  await screen.findAllByRole('button', { name: 'Accept' })
  act(() => (screen.getAllByRole('button', { name: focused })[1] as HTMLElement).focus())
  drawn.clear()
  return inbox
}

describe('what a user does to one item', () => {
  it('draws its row and no other: an answer', async () => {
    const inbox = await draw('Accept')
    await userEvent.click(screen.getAllByRole('button', { name: 'Accept' })[1] as HTMLElement)
    expect(inbox.calls.length).toBeGreaterThan(0)
    expect([...drawn].filter((id) => id !== 3)).toEqual([])
  })

  it('draws the rows of its category and no others: muting', async () => {
    const inbox = await draw('Mute Orders')
    await userEvent.click(screen.getAllByRole('button', { name: 'Mute Orders' })[1] as HTMLElement)
    expect(inbox.calls.length).toBeGreaterThan(0)
    expect([...drawn].sort()).toEqual([1, 2, 3])
    expect(screen.getAllByRole('button', { name: 'Unmute Orders' })).toHaveLength(3)
    expect(screen.getByRole('button', { name: 'Mute News' })).toBeInTheDocument()
  })

  it('draws its row and no other: a pin', async () => {
    const inbox = await draw('Accept')
    await act(async () => void inbox.pin(2))
    expect([...drawn]).toEqual([2])
  })
})
