import { useFeed, useInbox, useItem, useUnseenCount } from '@inboxkit/react'
import * as Inbox from '@inboxkit/react/parts'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { userEvent } from 'storybook/test'
import { density, theme } from './controls.js'
import { aFew } from './sample.js'
import { scene } from './stage.js'
import { visible } from './visible.js'

/**
 * An inbox of your own making. A part draws one element, passes its props on and takes `render` to be another one;
 * leave out what you do not want, and put your own between.
 */
const meta = {
  title: 'Parts',
  component: Inbox.Root,
  decorators: [scene({ notifications: aFew })],
  argTypes: {
    theme,
    density,
  },
  args: { theme: 'auto', density: 'comfortable' },
} satisfies Meta<typeof Inbox.Root>
export default meta

type Story = StoryObj<typeof meta>

/** A panel without tabs or avatars, with a footer of the app's own. */
export const Composed: Story = {
  args: { layout: 'page' },
  render: (args) => (
    <Inbox.Root {...args}>
      <Inbox.Panel className="stage-column">
        <Inbox.Header>
          <Inbox.Title>What is new</Inbox.Title>
          <Inbox.MarkAllRead />
        </Inbox.Header>
        <Inbox.Body role="presentation">
          <Inbox.List>
            {(notification) => (
              <Inbox.Item
                notification={notification}
                style={{ gridTemplateColumns: '0 minmax(0, 1fr) auto' }}
              >
                <Inbox.Open />
                <Inbox.Time />
                <Inbox.Message />
              </Inbox.Item>
            )}
          </Inbox.List>
          <Inbox.Empty>All quiet.</Inbox.Empty>
        </Inbox.Body>
        <p style={{ margin: 0, padding: 16 }}>
          <a href="#/settings">Choose what you hear about</a>
        </p>
      </Inbox.Panel>
    </Inbox.Root>
  ),
}

/** `render` makes a part another element, which keeps the part's props, handlers and state attributes. */
export const OwnElements: Story = {
  args: {
    layout: 'popover',
    defaultOpen: true,
    labels: { bell: 'What is new', bellWithCount: 'What is new {count}' },
  },
  parameters: { docs: { story: { inline: false, height: '420px' } } },
  render: (args) => (
    <Inbox.Root {...args}>
      <Inbox.Bell
        render={(props) => (
          <button {...props} className="stage-word">
            What is new <Inbox.Badge style={{ position: 'static', boxShadow: 'none' }} />
          </button>
        )}
      />
      <Inbox.Popover>
        <Inbox.Header>
          <Inbox.Title />
        </Inbox.Header>
        <Inbox.Body role="presentation">
          <Inbox.List render={<div style={{ paddingBlockEnd: 8 }} />}>
            {(notification) => (
              <Inbox.Item notification={notification}>
                <Inbox.Avatar />
                <Inbox.Open />
                <Inbox.Time />
              </Inbox.Item>
            )}
          </Inbox.List>
        </Inbox.Body>
      </Inbox.Popover>
    </Inbox.Root>
  ),
}

function Ticker(): ReactElement {
  const { ids } = useFeed({ state: 'unread' })
  const unseen = useUnseenCount()
  return (
    <section>
      <h2 style={{ fontSize: 16 }}>{unseen} new</h2>
      <ul>
        {ids.map((id) => (
          <Line key={id} id={id} />
        ))}
      </ul>
    </section>
  )
}

function Line({ id }: { id: number }): ReactElement {
  const item = useItem(id)
  const inbox = useInbox()
  return (
    <li>
      {item?.title}{' '}
      {item?.readAt ? '(read)' : <button onClick={() => void inbox.markRead(id)}>Got it</button>}
    </li>
  )
}

/** No part at all: hooks give the list, its rows and the verbs, and the looks are yours. */
export const HooksOnly: Story = {
  parameters: { controls: { disable: true } },
  render: () => <Ticker />,
  play: async ({ canvas }) => {
    const [first] = await canvas.findAllByRole('button', { name: 'Got it' })
    await userEvent.click(first as HTMLElement)
    await visible(() => canvas.getByText('1 new'))
  },
}
