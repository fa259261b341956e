import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import * as surface from './surface.js'

/** At the bell, which is how most apps want it. */
const meta = {
  title: 'Surface/Popover',
  component: Inbox,
  ...surface.onSurface,
  args: { ...surface.onSurface.args, layout: 'popover' },
} satisfies Meta<typeof Inbox>
export default meta

type Story = StoryObj<typeof Inbox>

export const Loading: Story = { ...surface.loading }
export const Empty: Story = { ...surface.empty }
export const Few: Story = { ...surface.few }
export const Thousand: Story = { ...surface.thousand, name: '1,000' }
export const Failed: Story = { ...surface.failed }
export const Offline: Story = { ...surface.offline }
export const Reconnecting: Story = { ...surface.reconnecting }
export const SignedOut: Story = { ...surface.signedOut }
export const NoPermission: Story = { ...surface.noPermission }
