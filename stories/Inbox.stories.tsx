import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { badge, density, layout, theme } from './controls.js'
import { aFew } from './sample.js'
import { settings } from './scenes.js'
import { inApp, scene } from './stage.js'
import { visible } from './visible.js'

/**
 * The whole inbox: a bell with its count and, behind it, a live list. It belongs in the corner of your app's header;
 * as a page of its own it needs no bell.
 */
const meta = {
  component: Inbox,
  decorators: [inApp, scene({ notifications: aFew })],
  parameters: { docs: { story: { inline: false, height: '600px' } } },
  argTypes: {
    layout,
    theme,
    density,
    badge,
    navigate: { description: 'Follows plain clicks to your own origin without loading a page.' },
    onOpen: {
      description: 'A notification was opened. `event.preventDefault()` keeps its link from being followed.',
    },
    onOpenChange: { description: 'The panel was opened or closed.' },
    onProblem: { description: 'A change was refused, or something could not be loaded.' },
  },
  args: {
    layout: 'popover',
    theme: 'auto',
    density: 'comfortable',
    badge: 'unseen',
    navigate: fn(),
    onOpen: fn(),
    onOpenChange: fn(),
    onProblem: fn(),
  },
} satisfies Meta<typeof Inbox>
export default meta

type Story = StoryObj<typeof meta>

/** At the bell, which is how most apps want it. */
export const Popover: Story = { args: { defaultOpen: true } }

/** The preference center in the place of the list. Back, or Escape, leads to the list again. */
export const Settings: Story = {
  args: { defaultOpen: true },
  decorators: [scene({ ...settings, notifications: aFew })],
  play: async ({ canvas }) => {
    // All on screen has been seen: no count at the bell goes while one looks.
    await visible(() => canvas.getByRole('button', { name: 'Notifications' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Settings' }))
    await visible(() => canvas.getByRole('switch', { name: 'Berths, Email' }))
  },
}

/** A click on the bell opens it; Escape, or a click elsewhere, closes it and gives the focus back. */
export const OpenAndClose: Story = {
  tags: ['!autodocs'],
  play: async ({ canvas, args }) => {
    const bell = await canvas.findByRole('button', { name: 'Notifications, 2 new' })
    await userEvent.click(bell)
    const panel = await canvas.findByRole('dialog', { name: 'Notifications' })
    await waitFor(() => expect(panel).toHaveFocus())
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(bell).toHaveFocus())
    await userEvent.click(bell)
    await visible(() => canvas.getByRole('feed'))
    await expect(args.onOpenChange).toHaveBeenCalledTimes(3)
  },
}

/** A sheet at the end edge, as high as the view. It stays while its user works on the page beside it. */
export const Side: Story = { args: { layout: 'side', defaultOpen: true } }

/** On a narrow screen popover and side sheet become a sheet that covers the page, with a button to close it. */
export const MobileSheet: Story = {
  args: { defaultOpen: true },
  globals: { viewport: { value: 'mobile1' } },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('button', { name: 'Close' }))
  },
}

/** A column in a page of its own, scrolled by the page: a good target for "show all". */
export const Page: Story = { args: { layout: 'page' }, decorators: [scene({ notifications: aFew })] }

/** Opening a notification follows its link and marks it read; the row stays where it is. */
export const MarkRead: Story = {
  tags: ['!autodocs'],
  args: { layout: 'page' },
  play: async ({ canvas, args }) => {
    await userEvent.click(await canvas.findByRole('link', { name: 'Unread Order 3318 was shipped' }))
    await expect(args.navigate).toHaveBeenCalledOnce()
    await visible(() => canvas.getByRole('link', { name: 'Order 3318 was shipped' }))
    await visible(() => canvas.getByRole('tab', { name: 'Unread 2' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Mark all as read' }))
    await userEvent.click(await canvas.findByRole('tab', { name: 'Unread' }))
    await visible(() => canvas.getByText('Everything here has been read.'))
  },
}

/** Without a mouse: the arrows walk through the rows, Tab reaches a row's checkbox, link and buttons, Enter opens. */
export const Keyboard: Story = {
  tags: ['!autodocs'],
  args: { defaultOpen: true },
  play: async ({ canvas, args }) => {
    const panel = await canvas.findByRole('dialog')
    await waitFor(() => expect(panel).toHaveFocus())
    const rows = await canvas.findAllByRole('article')
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    await expect(rows[1]).toHaveFocus()
    await userEvent.keyboard('{End}')
    await expect(rows.at(-1)).toHaveFocus()
    await userEvent.keyboard('{Home}')
    await userEvent.tab()
    await expect(rows[0]?.querySelector('[type=checkbox]')).toHaveFocus()
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    await expect(args.onOpen).toHaveBeenCalledOnce()
  },
}
