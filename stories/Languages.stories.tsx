import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { userEvent, within } from 'storybook/test'
import { density, theme } from './controls.js'
import { aFew } from './sample.js'
import { inPage, scene } from './stage.js'
import { visible } from './visible.js'

/**
 * The inbox speaks the language of its page, or that of `locale`: English, German, French, Spanish, Arabic or
 * Japanese, each loaded when it is needed. Every other story does, too: choose one in the toolbar.
 */
const meta = {
  title: 'Languages',
  component: Inbox,
  decorators: [inPage, scene({ notifications: aFew })],
  parameters: { docs: { story: { inline: false, height: '600px' } } },
  argTypes: { theme, density },
  args: { layout: 'page', theme: 'auto', density: 'comfortable', className: 'stage-column' },
} satisfies Meta<typeof Inbox>
export default meta

type Story = StoryObj<typeof meta>

/** A page with an ordinary day in it. @param title of the panel @param unread what the tab says */
const page = (locale: string, title: string, unread: string): Story => ({
  globals: { locale },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('region', { name: title }))
    await visible(() => canvas.getByRole('tab', { name: new RegExp(`^${unread}`) }))
  },
})

/** What can be done with a notification. @param more what opens it @param first what stands first in it */
const menu = (locale: string, more: string, first: string): Story => ({
  globals: { locale },
  play: async ({ canvas }) => {
    const [row] = await canvas.findAllByRole('article')
    await userEvent.hover(row as HTMLElement)
    await userEvent.click(await within(row as HTMLElement).findByRole('button', { name: more }))
    await visible(() => canvas.getByRole('menuitem', { name: first }))
  },
})

export const English: Story = page('en', 'Notifications', 'Unread')
export const German: Story = page('de', 'Benachrichtigungen', 'Ungelesen')
export const French: Story = page('fr', 'Notifications', 'Non lues')
export const Spanish: Story = page('es', 'Notificaciones', 'No leídas')
export const Arabic: Story = page('ar', 'الإشعارات', 'غير مقروءة')
export const Japanese: Story = page('ja', '通知', '未読')

export const EnglishMenu: Story = menu('en', 'More actions', 'Mark as read')
export const GermanMenu: Story = menu('de', 'Weitere Aktionen', 'Als gelesen markieren')
export const FrenchMenu: Story = menu('fr', 'Autres actions', 'Marquer comme lue')
export const SpanishMenu: Story = menu('es', 'Más acciones', 'Marcar como leída')
export const ArabicMenu: Story = menu('ar', 'إجراءات أخرى', 'تمييز كمقروء')
export const JapaneseMenu: Story = menu('ja', 'その他の操作', '既読にする')
