import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { density, layout, theme } from './controls.js'
import { aFew, manyOrders, notification } from './sample.js'
import { toNew, user } from './scene.js'
import * as scenes from './scenes.js'
import { InScene, inApp, scene } from './stage.js'
import { told, visible } from './visible.js'

/** What happens while its user looks. What each surface says in each state is under Surface. */
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

/** The server refused a change: the row is as it was before, and its user is told why. */
export const Refused: Story = {
  args: { layout: 'page', onProblem: fn() },
  decorators: [scene({ ...scenes.refusing, notifications: aFew })],
  play: async ({ canvas, args }) => {
    await userEvent.click(await canvas.findByRole('link', { name: /Marta Nowak/ }))
    await told(() => canvas.getAllByRole('status'), /^That was not saved. It is archived.$/)
    await expect(args.onProblem).toHaveBeenCalledOnce()
    await visible(() => canvas.getByRole('link', { name: /^Unread Marta Nowak/ }))
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
