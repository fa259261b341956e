import { type Browser, createInbox, type Inbox } from '@inboxkit/core'
import type { Block } from '@inboxkit/protocol'
import { createTestServer, type NewItem, systemClock, type TestServer } from '@inboxkit/testing'

/** A server in the page, and the inboxes of its two users. */
export interface Stage {
  server: TestServer
  inboxes: Record<'ann' | 'bob', Inbox>
}

declare global {
  /** For tests to make something happen. */
  var stage: Stage
}

/** Shared by no other page of the same browser. */
const alone: Browser = {
  locks: () => undefined,
  openChannel: () => undefined,
  databases: () => undefined,
  notes: () => undefined,
  subscribePage: () => () => {},
}

const minute = 60_000
const link = (text: string, to: string): Block => ({ id: text, type: 'button', text, link: to })

/** Newest first, with their age in minutes: everything that an item can hold. */
const items: readonly (readonly [age: number, item: NewItem])[] = [
  [
    2,
    {
      title: 'Marta Nowak commented on invoice 2041',
      message: 'Could we move the due date to 4 December? The supplier asked for it.',
      icon: '/face.svg',
      url: '/invoices/2041',
      data: { actor: 'Marta Nowak' },
      category: 'invoices',
    },
  ],
  [
    40,
    {
      title: 'The budget for Lisbon needs your approval',
      message: 'Tom Okafor asks for 12,400 € until the end of March.',
      data: { actor: 'Tom Okafor' },
      category: 'budgets',
      blocks: [link('Approve', '/budgets/7/approve'), link('Look at it', '/budgets/7')],
    },
  ],
  [
    90,
    {
      title: 'How was your stay?',
      category: 'surveys',
      blocks: [
        { id: 'stars', type: 'rating-star' },
        { id: 'word', type: 'input', text: 'In one word', placeholder: 'Quiet' },
        { id: 'more', type: 'textarea', text: 'Tell us more', maxLength: 200 },
      ],
    },
  ],
  [
    26 * 60,
    { title: 'The harbour at noon', blocks: [{ id: 'picture', type: 'image', src: '/harbour.svg' }] },
  ],
  [
    27 * 60,
    {
      title: 'Aufenthaltsbestimmungsrechtsangelegenheit wurde an die zuständige Stelle weitergeleitet',
      message: 'Aktenzeichen https://example.com/akten/2026/11/20/0000000000000000000000001',
      category: 'orders',
    },
  ],
  ...Array.from({ length: 12 }, (_, at): [number, NewItem] => [
    (30 + at) * 60,
    { title: `Order ${3318 - at} was shipped`, message: 'It arrives on Tuesday.', category: 'orders' },
  ]),
]

const categories = ['Invoices', 'Budgets', 'Surveys', 'Orders']

/** Everything that can be set, each thing at least once. */
function addSettings(server: TestServer): void {
  for (const name of categories)
    server.addCategory({
      identifier: name.toLowerCase(),
      name,
      description: name === 'Orders' ? 'An order is taken, packed, sent or late, wherever it goes.' : null,
    })
  server.addCategory({
    identifier: 'security',
    name: 'Security',
    description: 'Sign-ins, passwords and keys.',
    isRequired: true,
  })
  server.addDigest({ workflow: 'orders', name: 'Orders', choices: ['0s', '1h', '1d'], choice: '1h' })
  const night = [{ from: '22:00', to: '07:00' }]
  server.user('ann').quietHours = {
    enabled: true,
    timeZone: 'Europe/Lisbon',
    schedule: { mon: night, tue: night },
  }
}

export function openStage(): Stage {
  let standsAt: number | undefined
  const server = createTestServer({
    clock: { ...systemClock, now: () => standsAt ?? Date.now() },
    app: { channels: ['inApp', 'webPush', 'email', 'sms'] },
  })
  addSettings(server)
  const start = Date.now()
  for (const [age, item] of items.toReversed()) {
    standsAt = start - age * minute
    server.deliver('ann', item)
  }
  server.deliver('bob', { title: 'For Bob alone' })
  standsAt = undefined
  const open = (user: string): Inbox =>
    createInbox({ ...server.connect(user), persist: false, browser: alone })
  return { server, inboxes: { ann: open('ann'), bob: open('bob') } }
}
