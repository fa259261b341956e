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
import { type Asked, decide } from './decisions.js'

/** Everything that can be said about one message, in every combination: true, false, or null for nothing. */
const said = [true, false, null]
const abouts = ['nothing', 'optional', 'required'] as const
const senders: (ChannelId[] | null)[] = [null, ['inApp', 'email'], ['sms']]
const channels = ['inApp', 'email'] as const

interface Combination {
  about: (typeof abouts)[number]
  sender: ChannelId[] | null
  userCategory: boolean | null
  userChannel: boolean | null
  tenantCategory: boolean | null
  tenantChannel: boolean | null
}

const combinations: Combination[] = abouts.flatMap((about) =>
  senders.flatMap((sender) =>
    said.flatMap((userCategory) =>
      said.flatMap((userChannel) =>
        said.flatMap((tenantCategory) =>
          said.map((tenantChannel) => ({
            about,
            sender,
            userCategory,
            userChannel,
            tenantCategory,
            tenantChannel,
          })),
        ),
      ),
    ),
  ),
)

/** DESIGN.md, section 4, read aloud. */
const expected = (of: Combination, channel: ChannelId): boolean => {
  if (of.sender && !of.sender.includes(channel)) return false
  if (of.about === 'required') return true
  const isAbout = of.about === 'optional'
  const order = [isAbout ? of.userCategory : null, of.userChannel, isAbout ? of.tenantCategory : null]
  return [...order, of.tenantChannel].find((one) => one !== null) ?? true
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

    const pairs = said.flatMap((first) => said.map((second) => [first, second] as const))
    for (const [category, channel] of pairs) {
      const name = `${category} ${channel}`
      const [user] = await saveUsers(test.db, appId, [{ identifier: name, profile: {} }], at)
      userIds.set(name, user?.id ?? 0)
      for (const [id, isEnabled] of spread(category))
        for (const about of ['optional', 'required'])
          await test.db.run`
            insert into preference values (${user?.id}, ${categoryIds.get(about)}, ${id}, ${isEnabled}, ${at})`
      for (const [id, isEnabled] of spread(channel))
        await test.db.run`insert into channel_preference values (${user?.id}, ${id}, ${isEnabled}, ${at})`
    }
    tenantIds = await saveTenants(
      test.db,
      appId,
      pairs.map(([category, channel]) => ({
        identifier: `${category} ${channel}`,
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
    return () => test.close()
  })

  const userOf = (of: Combination) => userIds.get(`${of.userCategory} ${of.userChannel}`) ?? 0
  const tenantOf = (of: Combination) => tenantIds.get(`${of.tenantCategory} ${of.tenantChannel}`) ?? null

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

  it.each(channels)('for %s, wherever it is asked', async (channel) => {
    const chosen = combinations.filter(({ sender }) => !sender || sender.includes(channel))
    const decisions = await decide(
      test.db,
      chosen.map((one) => askedOf(one, channel)),
    )
    const isOn = (one: Combination) => decisions[chosen.indexOf(one)] === 'on'
    expect(answers(combinations, isOn)).toEqual(answers(combinations, (one) => expected(one, channel)))
  })

  it('for the inbox, in the statement that delivers many contents', async () => {
    const chosen = combinations.filter(isForInboxOf)
    const [triggerId = 0] = await someTriggers(1)
    const items = chosen.map((one, place) => ({
      triggerId,
      step: place,
      userId: userOf(one),
      content: place,
    }))
    const { optedOut, inserted, gone } = await deliver(items, chosen.map(contentOf))
    const off = new Set(optedOut.map(({ content }) => content))
    const isOn = (one: Combination) => isForInboxOf(one) && !off.has(chosen.indexOf(one))
    expect(answers(combinations, isOn)).toEqual(answers(combinations, (one) => expected(one, 'inApp')))
    expect({ all: inserted + optedOut.length, gone }).toEqual({ all: items.length, gone: [] })
    const stored = await test.db.many<{ step: number; tenant_id: number }>`
      select step, tenant_id from notification where trigger_id = ${triggerId} order by step`
    const delivered = chosen.filter((one) => expected(one, 'inApp'))
    expect(stored.map(({ tenant_id }) => tenant_id)).toEqual(delivered.map(tenantOf))
  })

  it('for the inbox, in the statement that delivers one content to many', async () => {
    const groups = new Map<string, Combination[]>()
    for (const one of combinations.filter(({ sender }) => !sender)) {
      const name = `${one.about} ${one.tenantCategory} ${one.tenantChannel}`
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
    const off = { userCategory: false, userChannel: false, tenantCategory: false, tenantChannel: false }
    const of: Combination = { about: 'optional', sender: null, ...off }
    const asked = askedOf(of, 'email')
    const free = askedOf({ ...of, userCategory: null, userChannel: null }, 'email')
    expect(
      await decide(test.db, [{ ...asked, userId: -1 }, asked, { ...free, tenantId: 999_999 }, free]),
    ).toEqual(['on', 'preference_off', 'on', 'preference_off'])
    expect(await decide(test.db, [])).toEqual([])
  })
})
