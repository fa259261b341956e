import type { CancelAnswer, CategoryDetails, FeedPage, SendAnswer } from '@inboxkit/protocol'
import { expect } from 'vitest'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

/** Answers that stand one after the other in what a shell printed. */
const answersIn = (output: string): Record<string, unknown>[] =>
  output
    .trim()
    .split(/(?<=\})\s*(?=\{)/)
    .map((text) => JSON.parse(text) as Record<string, unknown>)

const requestIdIn = (answer: unknown): string => (answer as SendAnswer).requestId

/** What the page's one send to each of them is about, in order. */
const sends = [
  async (): Promise<void> => {
    const ann = await world.newest('ann', 'Order 78 shipped')
    expect(ann).toMatchObject({
      message: 'Arrives Friday',
      url: 'https://shop.test/orders/78',
      data: { orderId: 78 },
      category: { identifier: 'orders' },
      blocks: [{ id: 'track', link: 'https://shop.test/track/78' }],
    })
    await world.newest('bob', 'Order 78 shipped')
    expect(await world.profile('bob')).toEqual({ email: 'bob@shop.test', plan: 'pro' })
  },
  async (): Promise<void> => {
    const { id } = await world.newest('ann', 'May Bob join the team?')
    const answer = { block: 'why', value: 'Which Bob?' }
    expect(await world.asUser('ann', 'PUT', `/v3/notifications/${id}/state`, { answer })).toMatchObject({
      state: 'why',
      answer,
    })
  },
  async (answer: unknown): Promise<void> => {
    for (const one of ['ann', 'bob']) await world.newest(one, 'Version 2 is out')
    expect((await world.titles('ann')).filter((title) => title === 'Version 2 is out')).toHaveLength(1)
    expect((await world.settled(requestIdIn(answer))).counts).toMatchObject({ delivered: 2, skipped: 0 })
  },
  async (): Promise<void> => {
    expect(await world.newest('bob', 'Hello, your order 79 is on its way')).toMatchObject({
      message: '2 items, expected January 4, 2030',
      url: '/orders/79',
    })
  },
  async (answer: unknown): Promise<void> => {
    await world.newest('bob', 'You left something in your cart')
    expect(await world.settled(requestIdIn(answer))).toMatchObject({
      state: 'waiting',
      workflow: { identifier: 'cart-reminder', version: 1 },
      counts: { delivered: 1, waiting: 1 },
    })
  },
]

describePage({
  file: 'docs/api.md',
  world,
  fill: {
    // The page shows the id that a category might have.
    '"categoryId": 3': async () => {
      const categories = await world.asApp<CategoryDetails[]>('GET', '/v3/categories')
      return `"categoryId": ${categories.find(({ identifier }) => identifier === 'offers')?.id}`
    },
  },
  outcomes: {
    async 'first-send'(output) {
      const [user, sent] = answersIn(output)
      expect(user).toMatchObject({ identifier: 'ann', profile: { firstName: 'Ann', email: 'ann@shop.test' } })
      expect(requestIdIn(sent)).toEqual(expect.any(String))
      expect(await world.newest('ann', 'Order 77 shipped')).toMatchObject({ url: '/orders/77' })
    },
    async signature(output) {
      expect((JSON.parse(output) as FeedPage).data[0]).toMatchObject({ title: 'Order 77 shipped' })
    },
    async token(output) {
      expect((JSON.parse(output) as FeedPage).data[0]).toMatchObject({ title: 'Order 77 shipped' })
    },
    async 'token-node'(output) {
      const page = await world.withToken<FeedPage>(output.trim(), 'GET', '/v3/notifications')
      expect(page.data[0]).toMatchObject({ title: 'Order 77 shipped' })
    },
    async refusal(output) {
      expect(JSON.parse(output)).toMatchObject({
        status: 'error',
        code: 'invalid_request',
        requestId: expect.any(String),
        fields: expect.arrayContaining([{ field: 'notification.title', message: 'must be a string' }]),
      })
    },
    async idempotency(output) {
      const [first, second] = answersIn(output)
      expect(second).toEqual(first)
      await world.newest('ann', 'Invoice 9 is due')
      await world.settled(requestIdIn(first))
      expect((await world.titles('ann')).filter((title) => title === 'Invoice 9 is due')).toHaveLength(1)
    },
    async 'POST /v3/notifications'(_, answer) {
      await sends.shift()?.(answer)
    },
    async 'POST /v3/users/bulk'(_, answer) {
      expect(answer).toEqual({ created: 1, updated: 1 })
      expect(await world.profile('cleo@shop.test')).toEqual({ email: 'cleo@shop.test' })
    },
    async 'PATCH /v3/profile'() {
      expect(await world.profile('ann')).toMatchObject({
        plan: 'pro',
        address: { city: expect.stringMatching(/^(Utrecht|Delft)$/) },
      })
    },
    async 'PATCH /v3/preferences'(_, answer) {
      expect(answer).toMatchObject([
        { category: { identifier: 'offers' }, channelPreferences: [{ channel: 'inApp', enabled: false }] },
      ])
      const { requestId } = await world.asApp<SendAnswer>('POST', '/v3/notifications', {
        notification: { title: 'Ten percent off' },
        category: 'offers',
        sendTo: { recipients: ['ann'] },
      })
      expect((await world.settled(requestId)).recipients.data).toMatchObject([
        { identifier: 'ann', outcome: 'skipped', reason: 'preference_off' },
      ])
    },
    async 'PATCH /v3/workflows/cart-reminder/cancel-run'(_, answer) {
      expect(answer as CancelAnswer).toMatchObject({ cancelled: 1, pending: false })
      expect(await world.newestRequest()).toMatchObject({ counts: { waiting: 0 } })
      expect(await world.titles('bob')).not.toContain('Your cart is still here')
    },
  },
})
