import { Inbox } from '@inboxkit/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ComponentProps } from 'react'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { density, theme } from './controls.js'
import { approval, comment, fortyBlocks, link, notification, picture, tomorrow } from './sample.js'
import type { Scene } from './scene.js'
import * as scenes from './scenes.js'
import { InScene, inPage } from './stage.js'
import { told, visible } from './visible.js'

interface Args extends Pick<ComponentProps<typeof Inbox>, 'density' | 'theme' | 'onProblem'> {
  notification: typeof comment
  /** Where it is found. */
  tab?: 'all' | 'snoozed' | 'archived'
  /** What else is so. */
  scene?: Scene
}

/**
 * One notification. All of it opens it; buttons take the time's place on hover and focus, and become a menu on touch
 * screens.
 */
const meta = {
  title: 'Item',
  decorators: [inPage],
  argTypes: {
    theme,
    density,
    tab: { table: { disable: true } },
    scene: { table: { disable: true } },
    onProblem: { table: { disable: true } },
  },
  args: { notification: comment, density: 'comfortable', theme: 'auto', onProblem: fn() },
  render: ({ notification, tab = 'all', scene, ...root }) => (
    <InScene key={JSON.stringify(notification)} scene={{ ...scene, notifications: [notification] }}>
      {() => <Inbox layout="page" tabs={[tab]} className="stage-column" navigate={stay} {...root} />}
    </InScene>
  ),
} satisfies Meta<Args>
export default meta

const stay = () => {}

type Story = StoryObj<typeof meta>

/** A dot in the gutter and a bold title: by shape and weight, not by colour alone. */
export const Unread: Story = {}

/** It was on screen, so the bell no longer counts it; it stays unread until it is opened. */
export const Seen: Story = { args: { notification: { ...comment, seenAt: comment.createdAt } } }

/** Opened, or marked read. */
export const Read: Story = { args: { notification: notification({ is: 'read' }) } }

/** One of at most five that stand first. */
export const Pinned: Story = {
  args: { notification: { ...comment, pinnedAt: comment.createdAt } },
  play: async ({ canvas }) => {
    await expect(canvas.findByTitle('Pinned')).resolves.toBeInTheDocument()
  },
}

/** Out of sight until then; there is a tab for what sleeps. */
export const Snoozed: Story = {
  args: { tab: 'snoozed', notification: { ...comment, snoozedUntil: tomorrow } },
  play: async ({ canvas }) => {
    const item = await canvas.findByRole('article')
    await expect(item.querySelector('time')).toHaveAttribute('datetime', tomorrow)
  },
}

/** Put away, and still to be found. */
export const Archived: Story = {
  args: { tab: 'archived', notification: { ...comment, archivedAt: comment.createdAt } },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByRole('article'))
  },
}

/** Its time is over, but nobody has cleared it away yet, as while there is no network. */
export const Expired: Story = {
  args: {
    notification: notification({
      title: 'Berth 4 is yours until noon',
      message: 'Confirm it at the desk.',
      age: 7_200_000,
      expiresAt: notification().createdAt,
    }),
  },
  play: async ({ canvas }) => {
    await visible(() => canvas.getByText('Expired'))
  },
}

/** An act shows at once. When its answer takes longer than a second, a small clock says that it is not saved yet. */
export const Pending: Story = {
  args: { scene: scenes.unanswered },
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByTitle('Not saved yet')).toBeInTheDocument())
    await visible(() => canvas.getByRole('link', { name: comment.title }))
  },
}

/** The server did not take an act: the row is as it was before, and its user is told why. */
export const Refused: Story = {
  args: { scene: scenes.refusing },
  play: async ({ canvas, args }) => {
    await userEvent.click(await canvas.findByRole('link', { name: `Unread ${comment.title}` }))
    await told(() => canvas.getAllByRole('status'), /^That was not saved. It is archived.$/)
    await expect(args.onProblem).toHaveBeenCalledOnce()
    await visible(() => canvas.getByRole('link', { name: `Unread ${comment.title}` }))
  },
}

/** Without an icon it shows letters of who it is from, on one of six tints. */
export const NoAvatar: Story = { args: { notification: { ...comment, icon: null } } }

/** Without a message it is one line high. */
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

const endless = 'Kraftfahrzeughaftpflichtversicherung'.repeat(278).slice(0, 10_000)

/** One word of 10,000 letters is two lines high, too. */
export const TenThousandLetters: Story = {
  args: { notification: { ...comment, title: endless, message: endless, data: { actor: endless } } },
  play: async ({ canvas, canvasElement }) => {
    const item = await canvas.findByRole('article')
    await expect(item.getBoundingClientRect().height).toBeLessThan(160)
    await expect(canvasElement.scrollWidth).toBeLessThanOrEqual(canvasElement.clientWidth)
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

/** Forty blocks: more than anybody should send. */
export const FortyBlocks: Story = {
  args: { notification: notification({ title: 'Everything about the regatta', blocks: [...fortyBlocks] }) },
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
