import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import * as surface from './surface.js'

/** On a narrow screen popover and side sheet become a modal sheet that covers the page. */
const meta = {
  title: 'Surface/Mobile',
  component: Inbox,
  ...surface.onSurface,
  args: { ...surface.onSurface.args, layout: 'popover' },
  globals: { viewport: { value: 'phone' } },
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
