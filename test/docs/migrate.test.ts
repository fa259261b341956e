import { Inboxkit } from '@inboxkit/node'
import type { Preference, User } from '@inboxkit/protocol'
import { expect } from 'vitest'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { useWorld } from './world.js'

const world = useWorld()

/** A line with a request id and a token: the request was delivered, and the token opens the inbox. */
const expectSent = async (title: string, token: string): Promise<void> => {
  await world.newest('ann', title)
  const page = await world.withToken<{ data: { title: string }[] }>(token, 'GET', '/v3/notifications')
  expect(page.data[0]?.title).toBe(title)
}

/** What a back end answers its page. */
const signed = (identifier: string): Promise<string> =>
  new Inboxkit({
    baseUrl: world.url,
    apiKey: world.apiKey,
    apiSecret: world.apiSecret,
    signingKey: world.env['ENGAGESPOT_PRIVATE_SIGNING_KEY'],
  }).generateUserToken(identifier)

const lastWord = (output: string): string => output.trim().split(/\s/).at(-1) ?? ''

describePage({
  file: 'docs/migrate-from-engagespot.md',
  world,
  special: {
    react: async (code) => renderHeader(code, world, 'ann', await signed('ann')),
  },
  outcomes: {
    async 'vendor-node'() {
      await world.newest('ann', 'Sent by the old client')
      expect(await world.profile('ann')).toEqual({ email: 'ann@shop.test' })
    },
    async 'move-users'(output) {
      expect(JSON.parse(output)).toEqual({ created: 1, updated: 1 })
      const bob = await world.asApp<User>('GET', '/v3/users/bob')
      expect(bob.profile).toEqual({ firstName: 'Bob', phoneNumber: '+16020000000' })
      expect(await world.profile('ann')).toEqual({ email: 'ann@shop.test', firstName: 'Ann' })
    },
    async 'move-preferences'() {
      expect(await world.asUser<Preference[]>('ann', 'GET', '/v3/preferences')).toMatchObject([
        {
          category: { identifier: 'orders', name: 'Orders' },
          channelPreferences: [
            { channel: 'inApp', enabled: false },
            { channel: 'email', enabled: true },
          ],
        },
      ])
    },
    'node-engagespot': (output) => expectSent('Through the migration module', lastWord(output)),
    node: (output) => expectSent('Through our own client', lastWord(output)),
    async curl() {
      await world.newest('ann', 'From a shell')
    },
    python: (output) => expectSent('From Python', lastWord(output)),
    php: (output) => expectSent('From PHP', lastWord(output)),
    async react(bell) {
      expect(bell).toMatch(/^Notifications, \d+ new$/)
      await world.newest('ann', 'While the page is open')
    },
  },
})
