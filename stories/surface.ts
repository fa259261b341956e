import type { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { density, theme } from './controls.js'
import * as scenes from './scenes.js'
import { inApp, scene } from './stage.js'
import { told, visible } from './visible.js'

type Story = StoryObj<typeof Inbox>

/** What the stories of a surface have in common. */
export const onSurface = {
  decorators: [inApp],
  parameters: { docs: { story: { inline: false, height: '600px' } } },
  argTypes: { theme, density },
  args: {
    theme: 'auto',
    density: 'comfortable',
    defaultOpen: true,
    navigate: fn(),
    onProblem: fn(),
    onSignIn: fn(),
  },
} satisfies Meta<typeof Inbox>

const says = (story: string): NonNullable<Story['parameters']> => ({ docs: { description: { story } } })

export const loading: Story = {
  parameters: says(
    'Rows in grey, of the height that real ones will have. They come only after 200 ms: most pages are faster.',
  ),
  decorators: [scene(scenes.loading)],
  play: async ({ canvas }) => {
    await told(() => canvas.getAllByRole('status'), /^Loading notifications/)
  },
}

export const empty: Story = {
  parameters: says('Nothing yet, or nothing any more.'),
  decorators: [scene(scenes.empty)],
  play: async ({ canvas }) => {
    await visible(() => canvas.getByText("You're all caught up"))
  },
}

export const few: Story = {
  parameters: says('An ordinary day.'),
  decorators: [scene(scenes.few)],
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('feed'))
    const rows = canvas.getAllByRole('article')
    await expect(rows).toHaveLength(6)
    await expect(rows.map((row) => row.getAttribute('aria-posinset'))).toEqual(['1', '2', '3', '4', '5', '6'])
    for (const row of rows) await expect(row).toHaveAttribute('aria-setsize', '6')
  },
}

export const thousand: Story = {
  parameters: says(
    'A thousand, loaded page by page as the list is scrolled; only the rows near the view are in the document.',
  ),
  decorators: [scene(scenes.thousand)],
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('feed'))
    const rows = canvas.getAllByRole('article')
    await expect(rows.length).toBeLessThanOrEqual(60)
    // How many there are is not known before the last page.
    for (const row of rows) await expect(row).toHaveAttribute('aria-setsize', '-1')
  },
}

export const failed: Story = {
  parameters: says('The first page did not come. One sentence says what to do, and a button does it.'),
  decorators: [scene(scenes.failed)],
  play: async ({ canvas }) => {
    const alert = await canvas.findByRole('alert')
    await expect(alert).toHaveTextContent(/^Notifications could not be loaded\./)
    await visible(() => canvas.getByRole('button', { name: 'Try again' }))
  },
}

export const offline: Story = {
  parameters: says(
    'The browser says that there is no network. What was loaded can be read and used; acts are sent later.',
  ),
  decorators: [scene(scenes.cutOff)],
  beforeEach: () => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
    return () => Reflect.deleteProperty(navigator, 'onLine')
  },
  play: async ({ canvas }) => {
    await told(() => canvas.getAllByRole('status'), /^You're offline/)
    await visible(() => canvas.getByRole('feed'))
  },
}

export const reconnecting: Story = {
  parameters: says(
    'There is a network, but the server does not answer. It is said after a second, as short breaks pass unnoticed.',
  ),
  decorators: [scene(scenes.cutOff)],
  play: async ({ canvas }) => {
    await told(() => canvas.getAllByRole('status'), /^Connection lost/)
    await visible(() => canvas.getByRole('feed'))
  },
}

export const signedOut: Story = {
  parameters: says('The session has ended. What is on screen stays; the app decides how to sign in again.'),
  decorators: [scene(scenes.signedOut)],
  play: async ({ canvas, args }) => {
    await told(() => canvas.getAllByRole('status'), /^You are signed out/)
    await visible(() => canvas.getByRole('feed'))
    await userEvent.click(canvas.getByRole('button', { name: 'Sign in' }))
    await expect(args.onSignIn).toHaveBeenCalledOnce()
  },
}

export const noPermission: Story = {
  parameters: says(
    'The server will not have this user here. One sentence says so; what to do is the app’s to say.',
  ),
  decorators: [scene(scenes.noPermission)],
  play: async ({ canvas }) => {
    await expect(canvas.findByRole('alert')).resolves.toHaveTextContent(/^You don't have access/)
    await expect(canvas.queryByRole('button', { name: 'Try again' })).toBeNull()
  },
}
