import type { ChannelId } from '@inboxkit/protocol'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { saveTenants } from '../tenants/service.js'
import { saveCategories } from '../triggers/categories.js'
import { isForInbox } from '../triggers/contents.js'
import { type Delivery, type DeliveryContent, deliverItems } from '../triggers/deliver.js'
import { insertTriggers } from '../triggers/queries.js'
import { saveUsers } from '../users/service.js'
import { changeChannelPreferences, changeChannelsHere } from './channels.js'
import { type Asked, decide } from './decisions.js'
import { choose as choosePairs } from './service.js'

/** Everything that can be said about one message, in every combination: true, false, or null for nothing. */
const said = [true, false, null]
const abouts = ['nothing', 'optional', 'required'] as const
const senders: (ChannelId[] | null)[] = [null, ['inApp', 'email'], ['sms']]
const channels = ['inApp', 'email'] as const

interface Combination {
  about: (typeof abouts)[number]
  sender: ChannelId[] | null
  user: Chosen
  /** `null` = it is sent for none. */
  tenant: { category: boolean | null; channel: boolean | null } | null
}

/** What a user chose: without a tenant, and for whichever tenant it is sent. */
interface Chosen {
  category: boolean | null
  channel: boolean | null
  categoryHere: boolean | null
  channelHere: boolean | null
}

const pairs = said.flatMap((category) => said.map((channel) => ({ category, channel })))
const users: Chosen[] = pairs.flatMap((pair) =>
  pairs.map((here) => ({ ...pair, categoryHere: here.category, channelHere: here.channel })),
)
const tenants = [...pairs, null]

const combinations: Combination[] = abouts.flatMap((about) =>
  senders.flatMap((sender) =>
    users.flatMap((user) => tenants.map((tenant) => ({ about, sender, user, tenant }))),
  ),
)

const pagesOf = <One>(all: readonly One[]): One[][] => {
  const pages: One[][] = []
  for (let from = 0; from < all.length; from += 1000) pages.push(all.slice(from, from + 1000))
  return pages
}

/** DESIGN.md, section 4, read aloud. */
const expected = ({ about, sender, user, tenant }: Combination, channel: ChannelId): boolean => {
  if (sender && !sender.includes(channel)) return false
  if (about === 'required') return true
  const ofCategory = (value: boolean | null): boolean | null => (about === 'optional' ? value : null)
  const here = (value: boolean | null): boolean | null => (tenant ? value : null)
  const order = [
    ofCategory(here(user.categoryHere)),
    ofCategory(user.category),
    here(user.channelHere),
    user.channel,
    ofCategory(tenant?.category ?? null),
    tenant?.channel ?? null,
  ]
  return order.find((one) => one !== null) ?? true
}

/** Both channels of interest alike, and the opposite for another one, which must not matter. */
const spread = (value: boolean | null): [ChannelId, boolean][] =>
  value === null
    ? []
    : [
        ['inApp', value],
        ['email', value],
        ['sms', !value],
      ]

const choicesOf = (value: boolean | null) => spread(value).map(([channel, enabled]) => ({ channel, enabled }))

const nameOf = (of: object): string => Object.values(of).join(' ')

describe('P8: what comes first decides', () => {
  let test: TestDb
  let appId = 0
  const categoryIds = new Map<string, number | null>([['nothing', null]])
  const userIds = new Map<string, number>()
  let tenantIds = new Map<string, number>()

  beforeAll(async () => {
    test = await openTestDb()
    const at = new Date()
    appId = (await insertApp(test.db, 'Shop', 'key', at))?.id ?? 0
    await saveCategories(test.db, [appId, appId], ['optional', 'required'], at)
    const rows = await test.db.many<{ id: number; identifier: string }>`select id, identifier from category`
    for (const { id, identifier } of rows) categoryIds.set(identifier, id)

    tenantIds = await saveTenants(
      test.db,
      appId,
      pairs.map(({ category, channel }) => ({
        identifier: nameOf({ category, channel }),
        preferences: {
          categories: {
            optional: Object.fromEntries(spread(category)),
            required: Object.fromEntries(spread(category)),
            other: { inApp: category !== true, email: category !== true },
          },
          channels: Object.fromEntries(spread(channel)),
        },
      })),
      at,
    )
    const saved = await saveUsers(
      test.db,
      appId,
      users.map((user) => ({ identifier: nameOf(user), profile: {} })),
      at,
    )
    for (const [place, user] of users.entries()) {
      const userId = saved[place]?.id ?? 0
      userIds.set(nameOf(user), userId)
      await choose(userId, user, at)
    }
    return () => test.close()
  })

  const choose = async (userId: number, user: Chosen, at: Date): Promise<void> => {
    const chooseFor = async (tenantId: number | null, category: boolean | null, channel: boolean | null) => {
      const ids = [...categoryIds.values()].flatMap((id) => id ?? [])
      const preference = ids.map((categoryId) => ({ categoryId, channels: choicesOf(category) }))
      await choosePairs(test.db, { appId, userId, tenantId }, { preference }, at)
      const channels = { channels: choicesOf(channel) }
      if (tenantId === null) await changeChannelPreferences(test.db, userId, channels, at)
      else await changeChannelsHere(test.db, userId, tenantId, channels, at)
    }
    await chooseFor(null, user.category, user.channel)
    for (const tenantId of tenantIds.values()) await chooseFor(tenantId, user.categoryHere, user.channelHere)
  }

  const userOf = ({ user }: Combination) => userIds.get(nameOf(user)) ?? 0
  const tenantOf = ({ tenant }: Combination) => (tenant && tenantIds.get(nameOf(tenant))) ?? null

  const askedOf = (of: Combination, channel: ChannelId): Asked => ({
    userId: userOf(of),
    channel,
    categoryId: categoryIds.get(of.about) ?? null,
    isRequired: of.about === 'required',
    tenantId: tenantOf(of),
  })

  const contentOf = (of: Combination): DeliveryContent => ({
    title: 'x',
    message: null,
    icon: null,
    url: null,
    data: null,
    blocks: null,
    categoryId: categoryIds.get(of.about) ?? null,
    isRequired: of.about === 'required',
    tenantId: tenantOf(of),
  })

  const isForInboxOf = ({ sender }: Combination): boolean =>
    isForInbox({
      ...{ title: 'x', message: null, icon: null, url: null, category: null, data: null, blocks: null },
      ...(sender ? { override: { channels: sender } } : {}),
    })

  const someTriggers = async (count: number): Promise<number[]> => {
    const trigger = () => ({
      appId,
      requestId: crypto.randomUUID(),
      content: { title: 'x', message: null, icon: null, url: null, category: null, data: null, blocks: null },
      recipients: [],
      acceptedAt: new Date(),
    })
    return (await insertTriggers(test.db, Array.from({ length: count }, trigger))).map(({ id }) => id)
  }
  const deliver = (items: Delivery[], contents: DeliveryContent[]) =>
    test.db.transaction((tx) => deliverItems(tx, items, contents, [], new Date()))

  const answers = (of: readonly Combination[], isOn: (one: Combination) => boolean): string[] =>
    of.map((one) => `${JSON.stringify(one)} ${isOn(one) ? 'on' : 'off'}`)

  /** Where nothing is sent for a tenant, statements do not speak of tenants. */
  const parts = [combinations, combinations.filter(({ tenant }) => tenant === null)]

  it.each(channels)('for %s, wherever it is asked', async (channel) => {
    for (const part of parts) {
      const on = new Set<Combination>()
      const isAsked = ({ sender }: Combination) => !sender || sender.includes(channel)
      for (const page of pagesOf(part.filter(isAsked))) {
        const decisions = await decide(
          test.db,
          page.map((one) => askedOf(one, channel)),
        )
        for (const [place, one] of page.entries()) if (decisions[place] === 'on') on.add(one)
      }
      expect(answers(part, (one) => on.has(one))).toEqual(answers(part, (one) => expected(one, channel)))
    }
  })

  it('for the inbox, in the statement that delivers many contents', async () => {
    for (const part of parts) {
      const on = new Set<Combination>()
      for (const page of pagesOf(part.filter(isForInboxOf))) {
        const [triggerId = 0] = await someTriggers(1)
        const items = page.map((one, place) => ({
          triggerId,
          step: place,
          userId: userOf(one),
          content: place,
        }))
        const { optedOut, inserted, gone } = await deliver(items, page.map(contentOf))
        const off = new Set(optedOut.map(({ content }) => content))
        for (const [place, one] of page.entries()) if (!off.has(place)) on.add(one)
        expect({ all: inserted + optedOut.length, gone }).toEqual({ all: items.length, gone: [] })
        const stored = await test.db.many<{ step: number; tenant_id: number }>`
          select step, tenant_id from notification where trigger_id = ${triggerId} order by step`
        const delivered = page.filter((one) => expected(one, 'inApp'))
        expect(stored.map(({ tenant_id }) => tenant_id)).toEqual(delivered.map(tenantOf))
      }
      expect(answers(part, (one) => on.has(one))).toEqual(answers(part, (one) => expected(one, 'inApp')))
    }
  })

  it('for the inbox, in the statement that delivers one content to many', async () => {
    const groups = new Map<string, Combination[]>()
    for (const one of combinations.filter(({ sender }) => !sender)) {
      const name = `${one.about} ${one.tenant && nameOf(one.tenant)}`
      groups.set(name, [...(groups.get(name) ?? []), one])
    }
    const triggerIds = await someTriggers(groups.size)
    for (const [place, group] of [...groups.values()].entries()) {
      const [first] = group
      if (!first) continue
      const items = group.map((one) => ({
        triggerId: triggerIds[place] ?? 0,
        step: 0,
        userId: userOf(one),
        content: 0,
      }))
      const { optedOut } = await deliver(items, [contentOf(first)])
      const off = new Set(optedOut.map(({ userId }) => userId))
      expect(answers(group, (one) => !off.has(userOf(one)))).toEqual(
        answers(group, (one) => expected(one, 'inApp')),
      )
    }
  })

  it('for the inbox, in the statement that delivers to one', async () => {
    const single = combinations.filter(({ sender }) => !sender)
    const triggerIds = await someTriggers(single.length)
    const delivered = new Set<Combination>()
    for (const [place, one] of single.entries()) {
      const item = { triggerId: triggerIds[place] ?? 0, step: 0, userId: userOf(one), content: 0 }
      if ((await deliver([item], [contentOf(one)])).inserted === 1) delivered.add(one)
    }
    expect(answers(single, (one) => delivered.has(one))).toEqual(
      answers(single, (one) => expected(one, 'inApp')),
    )
  })

  it('and nothing is asked for those who are no users, or of a tenant that is gone', async () => {
    const tenant = { category: false, channel: false }
    const user = { ...tenant, categoryHere: false, channelHere: false }
    const none = { category: null, channel: null, categoryHere: null, channelHere: null }
    const of: Combination = { about: 'optional', sender: null, user, tenant }
    const asked = askedOf(of, 'email')
    const free = askedOf({ ...of, user: none }, 'email')
    expect(
      await decide(test.db, [{ ...asked, userId: -1 }, asked, { ...free, tenantId: 999_999 }, free]),
    ).toEqual(['on', 'preference_off', 'on', 'preference_off'])
    expect(await decide(test.db, [])).toEqual([])
  })
})
