import '@inboxkit/element'
import type { InboxKitPreferencesValues, InboxKitValues } from '@inboxkit/element'
import { useInbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { createElement, type ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { badge, density, layout, theme } from './controls.js'
import { few, settings } from './scenes.js'
import { inApp, scene } from './stage.js'
import './element.css'

interface KitProps extends Omit<InboxKitValues, 'layout'>, Pick<InboxKitPreferencesValues, 'tenant'> {
  tag?: 'inbox-kit' | 'inbox-kit-preferences'
  layout?: InboxKitValues['layout'] | InboxKitPreferencesValues['layout']
  className?: string
}

/** As a page without a framework uses it: everything is a property of the element. */
function Kit({ tag = 'inbox-kit', className, ...values }: KitProps): ReactElement {
  const client = useInbox()
  return createElement(tag, {
    class: className,
    ref: (kit: HTMLElement | null) => void (kit && Object.assign(kit, { client, ...values })),
  })
}

/** What is in its shadow root. */
const inside = (canvasElement: HTMLElement): ReturnType<typeof within> => {
  const root = canvasElement.querySelector('inbox-kit, inbox-kit-preferences')?.shadowRoot
  return within(root as unknown as HTMLElement)
}

/** What opens fades in: its colours are judged as they stay. */
const stands = (row: HTMLElement): Promise<void> =>
  waitFor(() => expect(row.closest('.inbox-panel')?.getAnimations()).toEqual([]))

/**
 * The inbox as a custom element, `<inbox-kit>`, and its user's settings, `<inbox-kit-preferences>`: the same parts on
 * Preact, for any framework or none. Pages style it by `--inbox-*` variables and `::part`.
 */
const meta = {
  title: 'Element',
  component: Kit,
  decorators: [inApp, scene(few)],
  parameters: { docs: { story: { inline: false, height: '600px' } } },
  argTypes: { layout, theme, density, badge },
  args: { layout: 'popover', theme: 'auto', density: 'comfortable', badge: 'unseen' },
} satisfies Meta<typeof Kit>
export default meta

type Story = StoryObj<typeof meta>

/** The bell in a header, and its panel. */
export const Popover: Story = {
  play: async ({ canvasElement }) => {
    const kit = inside(canvasElement)
    await userEvent.click(await kit.findByRole('button', { name: /^Notifications, / }))
    await waitFor(() => expect(kit.getAllByRole('article')).toHaveLength(6))
    await stands(kit.getByRole('feed'))
  },
}

/** The list as a column of the page, without a bell. */
export const Page: Story = {
  args: { layout: 'page' },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(inside(canvasElement).getAllByRole('article')).toHaveLength(6))
  },
}

/** With variables and parts in the page's own stylesheet. */
export const Styled: Story = {
  args: { open: true, className: 'stage-styled', tabs: ['all', 'unread'] },
  play: async ({ canvasElement }) => {
    const kit = inside(canvasElement)
    await waitFor(() => expect(kit.getAllByRole('tab')).toHaveLength(2))
    const [first] = await kit.findAllByRole('article')
    await expect(getComputedStyle(first as HTMLElement).borderInlineStartWidth).toBe('3px')
    await stands(first as HTMLElement)
  },
}

/** The settings of the same user. */
export const Preferences: Story = {
  decorators: [scene(settings)],
  args: { tag: 'inbox-kit-preferences', layout: 'page' },
  play: async ({ canvasElement }) => {
    await expect(inside(canvasElement).findByRole('switch', { name: 'News, Email' })).resolves.toBeVisible()
  },
}
