import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { fn } from 'storybook/test'
import { density, layout, theme } from './controls.js'
import { aFew } from './sample.js'
import { inApp, scene } from './stage.js'

/** The same inbox in other clothes: everything is a variable, and nothing assumes a direction of writing. */
const meta = {
  title: 'Looks',
  component: Inbox,
  decorators: [inApp, scene({ notifications: aFew })],
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

/** Follows the page's `color-scheme` by itself; `theme` overrules it. */
export const Dark: Story = { args: { theme: 'dark' } }

/** More rows at a glance: less padding, smaller avatars, messages of one line. */
export const Compact: Story = { args: { density: 'compact' } }

/** Both at once, as a page. */
export const DarkCompactPage: Story = { args: { theme: 'dark', density: 'compact', layout: 'page' } }

/** In an Arabic page all sides change places. */
export const RightToLeft: Story = { globals: { locale: 'ar' } }

/** Dark, from right to left, as a sheet at the end edge, which is the left one here. */
export const RightToLeftSide: Story = {
  ...RightToLeft,
  args: { layout: 'side', theme: 'dark' },
}

/** A few variables make it yours: here accent, corners and the size of all text, set by a class of the app. */
export const OwnColours: Story = { args: { className: 'stage-teal' } }

/** At 320 pixels every word is still there, and nothing scrolls sideways. */
export const Narrow: Story = { globals: { viewport: { value: 'mobile1' } } }
