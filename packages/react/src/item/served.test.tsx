import type { Block, Notification } from '@inboxkit/protocol'
import { render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { List } from '../list/List.js'
import { withPanel } from '../testing/draw.js'
import { type Served, serve } from '../testing/serve.js'
import { ToastStack } from '../toast/ToastStack.js'
import { DefaultItem } from './DefaultItem.js'

const blocks: Block[] = [
  { id: 'no', type: 'button', text: 'Decline' },
  { id: 'yes', type: 'button', text: 'Accept', state: 'accepted' },
  { id: 'why', type: 'input', text: 'Why?' },
]
const drawItem = (notification: Notification) => <DefaultItem notification={notification} />
const patience = { timeout: 15_000 }

/** A notification of a category, on a server in memory, as its user sees it. */
async function draw(isRequired = false): Promise<Served> {
  const served = serve()
  served.server.addCategory({ identifier: 'orders', name: 'Orders', isRequired })
  served.server.deliver('ann', { title: 'Marta asks for access', category: 'orders', blocks })
  const parts = (
    <>
      <List>{drawItem}</List>
      <ToastStack />
    </>
  )
  render(withPanel(parts, served.inbox))
  await screen.findByRole('button', { name: 'Accept' }, patience)
  return served
}
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }, patience))
const onServer = ({ server }: Served) => server.feed('ann').list()[0]

describe('an answer', () => {
  it('reaches the server, which reads the notification for it', async () => {
    const served = await draw()
    await press('Accept')
    await waitFor(
      () =>
        expect(onServer(served)).toMatchObject({
          state: 'accepted',
          answer: { block: 'yes', value: 'Accept' },
        }),
      patience,
    )
    expect(onServer(served)?.readAt).not.toBeNull()
    expect(screen.getByRole('button', { name: 'Accept' })).toHaveAttribute('aria-pressed', 'true')
  })

  it('of the server is the one that stays when two were given', async () => {
    const served = await draw()
    served.server.goOffline()
    await press('Decline')
    const id = onServer(served)?.id as number
    served.server
      .feed('ann')
      .act({ verb: 'state', id, state: 'why', answer: { block: 'why', value: 'Because' } })
    served.server.goOnline()
    expect(await screen.findByText('Because', {}, patience)).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'Decline' })).toBeNull()
    expect(await screen.findAllByText(/That was not saved/)).not.toEqual([])
  })
})

describe('muting', () => {
  it('turns the category off everywhere, and on again by the toast', async () => {
    const { inbox } = await draw()
    await press('Mute Orders')
    await waitFor(async () => {
      const [orders] = await inbox.account.preferences()
      expect(orders?.channelPreferences.every(({ enabled }) => !enabled)).toBe(true)
    }, patience)
    await press('Undo')
    await waitFor(async () => expect(await inbox.account.preferences()).toEqual([]), patience)
    await press('Mute Orders')
    await press('Unmute Orders')
    await waitFor(async () => expect(await inbox.account.preferences()).toEqual([]), patience)
    expect(await screen.findByRole('button', { name: 'Mute Orders' })).toBeInTheDocument()
  })

  it('of a required category is refused, with a reason', async () => {
    await draw(true)
    await press('Mute Orders')
    expect(await screen.findAllByText(/That was not saved/, {}, patience)).not.toEqual([])
  })
})
