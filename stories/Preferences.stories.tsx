import type { ChannelId } from '@inboxkit/core'
import { PreferenceCenter } from '@inboxkit/react/preferences'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { density, theme } from './controls.js'
import type { Scene } from './scene.js'
import { loading } from './scenes.js'
import { inPage, scene } from './stage.js'
import { told, visible } from './visible.js'

const channels: ChannelId[] = ['inApp', 'webPush', 'email', 'sms']

/** An app that tells of four things, one of which nobody can do without. */
const rows: Scene = {
  channels,
  before({ server }) {
    server.addCategory({
      identifier: 'berths',
      name: 'Berths',
      description: 'A berth is assigned, changed or free.',
    })
    server.addCategory({
      identifier: 'weather',
      name: 'Storm warnings',
      description: 'Wind of force 8 and more, for everybody in the harbour.',
      isRequired: true,
    })
    const comments = server.addCategory({ identifier: 'comments', name: 'Comments', description: null })
    server.addCategory({ identifier: 'news', name: 'News', description: 'New services, and when we close.' })
    server.addDigest({
      workflow: 'comments',
      name: 'Comments',
      categoryId: comments.id,
      choices: ['0s', '1h', '4h', '1d', '7d'],
      choice: '4h',
    })
  },
}

/**
 * What its user wants to hear of, and over which channel; how often, when not, and on which devices. Every change shows
 * at once and is saved by itself; what is refused goes back, with the reason beside it.
 */
const meta = {
  component: PreferenceCenter,
  decorators: [inPage, scene(rows)],
  parameters: { docs: { story: { inline: false, height: '600px' } } },
  argTypes: { theme, density },
  args: { theme: 'auto', density: 'comfortable', onProblem: fn() },
} satisfies Meta<typeof PreferenceCenter>
export default meta

type Story = StoryObj<typeof meta>

/** Lines in grey, only after 200 ms: most pages are faster. */
export const Loading: Story = {
  decorators: [scene(loading)],
  play: async ({ canvas }) => {
    await told(() => canvas.getAllByRole('status'), /^Loading settings/)
  },
}

/** A line for each category, a column for each channel. */
export const Rows: Story = {
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('group', { name: 'Berths' }))
    await expect(canvas.getAllByRole('switch')).toHaveLength(5 * channels.length + 1)
    await visible(() => canvas.getByRole('combobox', { name: 'Comments' }))
  },
}

/** One switch is one request: it shows at once, and is there when the page is opened again. */
export const Turned: Story = {
  tags: ['!autodocs'],
  play: async ({ canvas }) => {
    const mail = await canvas.findByRole('switch', { name: 'News, Email' })
    await userEvent.click(mail)
    await expect(mail).toHaveAttribute('aria-checked', 'false')
    await userEvent.click(canvas.getByRole('switch', { name: 'All notifications, SMS' }))
    await expect(canvas.getByRole('switch', { name: 'Berths, SMS' })).toHaveAttribute('aria-checked', 'false')
  },
}

/** What nobody can turn off says so, beside a lock. */
export const Required: Story = {
  play: async ({ canvas }) => {
    const mail = await canvas.findByRole('switch', { name: 'Storm warnings, Email' })
    await expect(mail).toHaveAttribute('aria-disabled', 'true')
    await userEvent.click(mail)
    await expect(mail).toHaveAttribute('aria-checked', 'true')
    await visible(() => canvas.getByText(/^Always on/))
  },
}

/** A category without a single channel left is muted, which one button ends. */
export const Muted: Story = {
  play: async ({ canvas }) => {
    for (const channel of ['Inbox', 'Browser', 'Email', 'SMS'])
      await userEvent.click(await canvas.findByRole('switch', { name: `News, ${channel}` }))
    await visible(() => canvas.getByRole('button', { name: 'Unmute' }))
  },
}

/** The settings did not come. One sentence says what to do, and a button does it. */
export const Failed: Story = {
  decorators: [scene({ before: ({ server }) => server.goOffline() })],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('alert')).toHaveTextContent(/^Settings could not be loaded\./)
    await visible(() => canvas.getByRole('button', { name: 'Try again' }))
  },
}

let offline = () => {}

/** A change was refused: the switch is as it was, and the reason stands beside it. */
export const Refused: Story = {
  decorators: [
    scene({
      ...rows,
      before(stage) {
        rows.before?.(stage)
        offline = () => stage.server.goOffline()
      },
    }),
  ],
  play: async ({ canvas, args }) => {
    const mail = await canvas.findByRole('switch', { name: 'Berths, Email' })
    offline()
    await userEvent.click(mail)
    await expect(await canvas.findByRole('alert')).toHaveTextContent(/^That was not saved\./)
    await expect(mail).toHaveAttribute('aria-checked', 'true')
    await waitFor(() => expect(args.onProblem).toHaveBeenCalled())
  },
}

/** Every night, and at noon on Sundays. */
export const QuietHours: Story = {
  decorators: [
    scene({
      ...rows,
      before(stage) {
        rows.before?.(stage)
        const night = { from: '22:00', to: '07:00' }
        const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
        const week = Object.fromEntries(days.map((day) => [day, [night]]))
        void stage.inbox.account.setQuietHours({
          timeZone: 'Europe/Lisbon',
          schedule: { ...week, sun: [{ from: '12:00', to: '14:30' }] },
        })
      },
    }),
  ],
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('combobox', { name: 'Time zone' }))
    await expect(canvas.getAllByLabelText('From')).toHaveLength(2)
  },
}

/** Where there is no room for columns each category has its switches below its name. */
export const Narrow: Story = {
  globals: { viewport: { value: 'phone' } },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('switch', { name: 'Berths, Email' }))
  },
}
