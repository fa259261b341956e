import * as Inbox from '@inboxkit/react/parts'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { badge, theme } from './controls.js'
import { manyOrders } from './sample.js'
import type { Scene } from './scene.js'
import { InScene } from './stage.js'

interface Args {
  badge: 'unseen' | 'unread'
  theme: 'auto' | 'light' | 'dark'
  /** How many are new. */
  count: number
  scene?: Scene
}

/** The button that opens the inbox. Its box never changes size, whatever it counts; the count is said in words too. */
const meta = {
  title: 'Bell',
  subcomponents: { Bell: Inbox.Bell, Badge: Inbox.Badge },
  argTypes: {
    badge,
    theme,
    count: { control: { type: 'number', min: 0 } },
    scene: { table: { disable: true } },
  },
  args: { badge: 'unseen', theme: 'auto', count: 3 },
  render: ({ count, scene = { notifications: manyOrders(count) }, ...root }) => (
    <InScene key={count} scene={scene}>
      {() => (
        <Inbox.Root {...root}>
          <Inbox.Bell>
            <Inbox.Badge />
          </Inbox.Bell>
        </Inbox.Root>
      )}
    </InScene>
  ),
} satisfies Meta<Args>
export default meta

type Story = StoryObj<typeof meta>

/** By default it counts what was never on screen: looking at the list is enough to calm it. */
export const New: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.findByRole('button', { name: 'Notifications, 3 new' })).resolves.toHaveTextContent(
      '3',
    )
  },
}

/** No badge at zero, and none while the count is not known yet. */
export const Nothing: Story = { args: { count: 0 } }

/** Two figures grow away from the icon. */
export const TwoFigures: Story = { args: { count: 42 } }

/** Above 99 nobody counts. */
export const VeryMany: Story = { args: { count: 120 } }

/** What was seen but not opened: none of it is new, yet `badge="unread"` goes on counting it. */
export const Unread: Story = {
  args: {
    badge: 'unread',
    scene: { notifications: manyOrders(4).map((item) => ({ ...item, seenAt: item.createdAt })) },
  },
}

/** Side by side, in both schemes. */
export const Counts: Story = {
  parameters: { controls: { disable: true } },
  render: () => (
    <dl className="stage-cells">
      {[0, 1, 9, 10, 99, 100].map((count) => (
        <div key={count}>
          <dt>{count}</dt>
          <dd>
            <InScene scene={{ notifications: manyOrders(count) }}>
              {() => (
                <Inbox.Root>
                  <Inbox.Bell>
                    <Inbox.Badge />
                  </Inbox.Bell>
                </Inbox.Root>
              )}
            </InScene>
          </dd>
        </div>
      ))}
    </dl>
  ),
}
