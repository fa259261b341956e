import { PreferenceCenter } from '@inboxkit/react/preferences'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { density, theme } from './controls.js'
import type { Stage } from './scene.js'
import { loading, settings } from './scenes.js'
import { inPage, scene } from './stage.js'
import { told, visible } from './visible.js'

/**
 * What its user wants to hear of, and over which channel; how often, when not, and on which devices. Every change shows
 * at once and is saved by itself; what is refused goes back, with the reason beside it.
 */
const meta = {
  component: PreferenceCenter,
  decorators: [inPage, scene(settings)],
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
    await expect(canvas.getAllByRole('switch')).toHaveLength(5 * 4 + 1)
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
      ...settings,
      before(stage) {
        settings.before?.(stage)
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
      ...settings,
      before(stage) {
        settings.before?.(stage)
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

/** One of its user's browsers has connected before. */
const addDevice = ({ device }: Stage, deviceId: string, browserType: string): void => {
  const { baseUrl, apiKey, userId, fetch } = device
  void fetch(`${baseUrl}/v3/sdk/connect`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-ENGAGESPOT-API-KEY': apiKey,
      'X-ENGAGESPOT-USER-ID': userId,
    },
    body: JSON.stringify({ deviceId, deviceType: 'browser', browserType }),
  })
}

/** A browser that can show notifications, and has not been asked, whatever the story is looked at in. */
const canPush = () => {
  const stood = Object.getOwnPropertyDescriptor(globalThis, 'Notification')
  const set = (on: object, name: string, value: unknown) =>
    Object.defineProperty(on, name, { configurable: true, writable: true, value })
  set(globalThis, 'Notification', { permission: 'default' })
  if (!('PushManager' in globalThis)) set(globalThis, 'PushManager', {})
  if (!('serviceWorker' in navigator)) set(navigator, 'serviceWorker', {})
  return () => {
    if (stood) Object.defineProperty(globalThis, 'Notification', stood)
    else Reflect.deleteProperty(globalThis, 'Notification')
  }
}

/** Where its user is told beside the inbox. To turn this browser on asks for the browser's permission. */
export const Devices: Story = {
  args: { webPush: { serviceWorker: '/inbox-worker.js' } },
  beforeEach: canPush,
  decorators: [
    scene({
      ...settings,
      canPush: true,
      before(stage) {
        settings.before?.(stage)
        addDevice(stage, 'laptop', 'firefox')
        addDevice(stage, 'desk', 'chrome')
      },
    }),
  ],
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('switch', { name: 'Notifications on this device' }))
    await userEvent.click(await canvas.findByRole('button', { name: 'Remove: Firefox' }))
    await visible(() => canvas.getByRole('button', { name: 'Keep' }))
  },
}

/** Where there is no room for columns each category has its switches below its name. */
export const Narrow: Story = {
  globals: { viewport: { value: 'phone' } },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('switch', { name: 'Berths, Email' }))
  },
}
