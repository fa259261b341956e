import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor, within } from 'storybook/test'
import { density, layout, theme } from './controls.js'
import { aFew, manyOrders, notification } from './sample.js'
import { toNew, user } from './scene.js'
import * as scenes from './scenes.js'
import { InScene, inApp, scene } from './stage.js'
import { visible } from './visible.js'

/** What the inbox says when there is nothing, too much, or no connection. Words can be replaced by `labels`. */
const meta = {
  title: 'States',
  component: Inbox,
  decorators: [inApp],
  parameters: { docs: { story: { inline: false, height: '600px' } } },
  argTypes: {
    layout,
    theme,
    density,
  },
  args: { layout: 'popover', theme: 'auto', density: 'comfortable', defaultOpen: true, navigate: fn() },
} satisfies Meta<typeof Inbox>
export default meta

type Story = StoryObj<typeof meta>

/** Rows in grey, of the height that real ones will have. They come only after 200 ms: most pages are faster. */
export const Loading: Story = {
  decorators: [scene(scenes.loading)],
  play: async ({ canvas }) => {
    await expect(canvas.findByText('Loading notifications')).resolves.toBeInTheDocument()
  },
}

/** Nothing yet, or nothing any more. */
export const Empty: Story = { decorators: [scene(scenes.empty)] }

/** An ordinary day. */
export const Few: Story = { decorators: [scene(scenes.few)] }

/** A thousand, loaded page by page as the list is scrolled; only the rows near the view are in the document. */
export const Many: Story = { decorators: [scene(scenes.thousand)] }

/** The first page did not come. One sentence says what to do, and a button does it. */
export const Failed: Story = { decorators: [scene(scenes.failed)] }

/** Trying again loads the page anew. */
export const TryAgain: Story = {
  tags: ['!autodocs'],
  decorators: [
    scene({
      notifications: aFew,
      before: ({ server }) => void server.fail('connect', 'storage_unavailable'),
    }),
  ],
  play: async ({ canvas }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Try again' }))
    await visible(() => canvas.getByRole('feed'))
  },
}

/** The browser says that there is no network. What was loaded can be read and used; acts are sent later. */
export const Offline: Story = {
  decorators: [scene(scenes.cutOff)],
  beforeEach: () => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
    return () => Reflect.deleteProperty(navigator, 'onLine')
  },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByText(/^You're offline/))
  },
}

/** There is a network, but the server does not answer. It is said after a second, as short breaks pass unnoticed. */
export const Reconnecting: Story = {
  decorators: [scene(scenes.cutOff)],
  play: async ({ canvas }) => {
    await visible(() => canvas.getByText(/^Connection lost/))
  },
}

/** The session has ended. What is on screen stays; the app decides how to sign in again. */
export const SignedOut: Story = {
  decorators: [scene(scenes.signedOut)],
}

/** The server refused a change: the row comes back, and its user is told why. */
export const Refused: Story = {
  args: { onProblem: fn() },
  decorators: [scene({ ...scenes.refusing, notifications: aFew })],
  play: async ({ canvas, args }) => {
    const [row] = await canvas.findAllByRole('article')
    within(row as HTMLElement)
      .getByRole('button', { name: 'Delete' })
      .click()
    await waitFor(() => expect(args.onProblem).toHaveBeenCalledOnce())
    await expect(args.onProblem).toHaveBeenCalledWith(expect.objectContaining({ message: 'It is archived' }))
    await visible(() => canvas.getByRole('article', { name: /Marta Nowak/ }))
  },
}

const arriving = [{ id: 21 }, { id: 22, title: 'Order 3319 was shipped' }].map((given) => notification(given))

/** While its user is busy in the list, what arrives waits behind a pill, so that nothing moves under their hand. */
export const Arrivals: Story = {
  args: { layout: 'page' },
  render: (args) => (
    <InScene scene={{ notifications: manyOrders(9, 3) }}>
      {({ server }) => (
        <>
          <Inbox {...args} />
          <button type="button" onClick={() => arriving.forEach((one) => server.deliver(user, toNew(one)))}>
            Let two arrive
          </button>
        </>
      )}
    </InScene>
  ),
  play: async ({ canvas }) => {
    const [row] = await canvas.findAllByRole('article')
    await userEvent.hover(row as HTMLElement)
    canvas.getByRole<HTMLButtonElement>('button', { name: 'Let two arrive' }).click()
    await visible(() => canvas.getByRole('button', { name: '2 new' }))
  },
}
