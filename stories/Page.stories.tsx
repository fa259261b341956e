import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import * as surface from './surface.js'

/** A column in a page of its own, scrolled by the page. */
const meta = {
  title: 'Surface/Page',
  component: Inbox,
  ...surface.onSurface,
  args: { ...surface.onSurface.args, layout: 'page' },
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
