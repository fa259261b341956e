import * as Inbox from '@inboxkit/react/parts'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor } from 'storybook/test'
import { density, theme } from './controls.js'
import { approval, comment, link, notification, picture } from './sample.js'
import type { Scene } from './scene.js'
import { unanswered } from './scenes.js'
import { InPanel, InScene } from './stage.js'
import { visible } from './visible.js'

interface Args {
  notification: Parameters<typeof Inbox.Item>[0]['notification']
  density: 'comfortable' | 'compact'
  theme: 'auto' | 'light' | 'dark'
  /** What else is so. */
  scene?: Scene
}

/**
 * One notification, put together as in the finished inbox. All of it opens it; buttons take the time's place on hover
 * and focus, and become a menu on touch screens.
 */
const meta = {
  title: 'Item',
  subcomponents: { Item: Inbox.Item, Open: Inbox.Open, Time: Inbox.Time, Blocks: Inbox.Blocks },
  argTypes: {
    theme,
    density,
    scene: { table: { disable: true } },
  },
  args: { notification: comment, density: 'comfortable', theme: 'auto' },
  render: ({ notification, scene, ...root }) => (
    <InScene key={JSON.stringify(notification)} scene={{ ...scene, notifications: [notification] }}>
      {() => (
        <InPanel {...root}>
          <Inbox.Body role="presentation">
            <Inbox.List>
              {(shown) => (
                <Inbox.Item notification={shown}>
                  <Inbox.Avatar />
                  <Inbox.Open />
                  <Inbox.Time />
                  <Inbox.Actions>
                    <Inbox.MarkRead />
                    <Inbox.Delete />
                  </Inbox.Actions>
                  <Inbox.More />
                  <Inbox.Message />
                  <Inbox.Blocks />
                </Inbox.Item>
              )}
            </Inbox.List>
          </Inbox.Body>
        </InPanel>
      )}
    </InScene>
  ),
} satisfies Meta<Args>
export default meta

type Story = StoryObj<typeof meta>

/** A dot in the gutter and a bold title: by shape and weight, not by colour alone. */
export const Unread: Story = {}

/** It was on screen, so the bell no longer counts it; it stays unread until it is opened. */
export const Seen: Story = { args: { notification: { ...comment, seenAt: comment.createdAt } } }

/** Opened, or marked read. */
export const Read: Story = { args: { notification: notification({ is: 'read' }) } }

/** Without an icon it shows letters of who it is from, on one of six tints. Without a message it is one line high. */
export const TitleOnly: Story = {
  args: { notification: notification({ message: null, data: { actor: 'Yuki Tanaka' } }) },
}

/** Titles and messages end after two lines; words without spaces break anywhere, and push nothing aside. */
export const LongWords: Story = {
  args: {
    notification: notification({
      title:
        'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft has replied to you',
      message: `https://example.com/${'a-very-long-path/'.repeat(12)}`,
      data: { actor: 'Grzegorz Brzęczyszczykiewicz' },
    }),
  },
}

/** Links as buttons, one of them filled. They lie above the title's area, so each is a target of its own. */
export const WithButtons: Story = { args: { notification: approval } }

/** A picture keeps its shape and is at most 160 pixels high. */
export const WithPicture: Story = {
  args: {
    notification: notification({
      title: 'The Aurora has arrived at berth 4',
      message: null,
      blocks: [picture, link('Show the berth', '#/berths/4')],
    }),
  },
}

/** An icon that cannot be loaded gives way to letters; a picture that cannot be loaded leaves its description. */
export const BrokenImage: Story = {
  args: {
    notification: {
      ...comment,
      icon: '/no-such-icon.png',
      blocks: [{ ...picture, src: '/no-such-picture.png' }],
    },
  },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByText('MN'))
  },
}

/** An act shows at once. When its answer takes longer than a second, a small clock says that it is not saved yet. */
export const Pending: Story = {
  args: { scene: unanswered },
  play: async ({ canvas }) => {
    const button = await canvas.findByRole('button', { name: 'Mark as read' })
    await userEvent.click(button)
    // While a row has the focus, its buttons stand in the time's place.
    button.blur()
    await waitFor(() => expect(canvas.getByTitle('Not saved yet')).toBeInTheDocument())
  },
}
