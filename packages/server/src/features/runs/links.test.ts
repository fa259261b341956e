import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { type WorkflowTest, workflowsOn } from '../../testing/workflows.js'
import { readPageToken } from '../preferences/page-token.js'

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const links = '{{preferencesUrl}} {{unsubscribeUrl}}'

interface Opened {
  test: TestServer
  work: WorkflowTest
  /** What each channel was given to carry: held back by quiet hours, or it would be gone. */
  words: (requestId: string) => Promise<Record<string, Record<string, string>>>
  /** Somebody whose messages all wait. */
  someone: (profile: object) => Promise<string>
}

const open = async (publicUrl?: string): Promise<Opened> => {
  const test = await openTestServer(publicUrl === undefined ? {} : { publicUrl })
  const work = workflowsOn(test)
  const awake = (test.clock.now().getUTCDay() + 3) % 7
  const schedule = Object.fromEntries(
    days.flatMap((day, place) => (place === awake ? [] : [[day, [{ from: '00:00', to: '24:00' }]]])),
  )
  return {
    test,
    work,
    async words(requestId) {
      await test.settle()
      const rows = await test.db.many<{ channel: string; content: Record<string, string> }>`
        select d.channel, d.content from delivery d join trigger t on t.id = d.trigger_id
        where t.request_id = ${requestId}::uuid`
      return Object.fromEntries(rows.map(({ channel, content }) => [channel, content]))
    },
    async someone(profile) {
      const name = await work.someone(profile)
      const { status } = await test.call('PUT', '/v3/preferences/quiet-hours', test.asUser(name), {
        timeZone: 'UTC',
        schedule,
      })
      expect(status).toBe(200)
      return name
    },
  }
}

describe('links to preferences in messages', () => {
  let opened: Opened
  let orders = 0
  beforeAll(async () => {
    opened = await open('https://inbox.test/sub/')
    const { test } = opened
    const made = await test.call('POST', '/v3/categories', test.asApp, {
      identifier: 'orders',
      name: 'Orders',
    })
    orders = Number(made.body['id'])
    await test.call('PUT', '/v3/tenants/acme', test.asApp, { name: 'Acme' })
    await test.call('PUT', '/v3/templates/told', test.asApp, {
      name: 'Told',
      channels: { email: { subject: 'Hi', html: `<a href="{{preferencesUrl}}">x</a>`, text: links } },
    })
  })
  afterAll(() => opened.test.close())

  const ids = (user: string) =>
    opened.test.db.one<{ app_id: number; id: number }>`
      select app_id, id from app_user where identifier = ${user}`
  const ownerIn = (url: string | undefined) => {
    const token = new URL(url ?? '').searchParams.get('token') ?? ''
    return readPageToken(opened.test.encryptionKey, token)
  }

  it('are those of the recipient, of what the message is about, and of its tenant', async () => {
    const { test, work, words, someone } = opened
    const ann = await someone({ email: 'ann@x.test', phoneNumber: '+16020000001' })
    const bob = await someone({ email: 'bob@x.test' })
    const inline = { type: 'send', channel: 'sms', template: { text: links } }
    await work.publish('links', [{ type: 'send', channels: ['email'], template: 'told' }, inline], {
      category: 'orders',
    })
    const first = await words(await work.trigger('links', [ann], { tenant: 'acme' }))
    const [preferences = '', unsubscribe = ''] = first['sms']?.['text']?.split(' ') ?? []
    expect(preferences).toMatch(/^https:\/\/inbox\.test\/sub\/preferences\?token=[\w.-]+$/)
    expect(unsubscribe).toBe(preferences.replace('/preferences?', '/preferences/unsubscribe?'))
    expect(first['email']?.['text']).toBe(`${preferences} ${unsubscribe}`)
    expect(first['email']?.['html']).toContain(preferences.replace('=', '&#x3D;'))
    const tenant = await test.db.one<{ id: number }>`select id from tenant where identifier = 'acme'`
    const owner = await ids(ann)
    expect(ownerIn(preferences)).toEqual({
      appId: owner?.app_id,
      userId: owner?.id,
      categoryId: orders,
      tenantId: tenant?.id,
    })

    const second = await words(await work.trigger('links', [bob]))
    expect(ownerIn(second['email']?.['text']?.split(' ')[0])).toMatchObject({
      userId: (await ids(bob))?.id,
      categoryId: orders,
      tenantId: null,
    })
  })

  it('open the page, where one click unsubscribes', async () => {
    const { test, work, words, someone } = opened
    const ann = await someone({ phoneNumber: '+16020000002' })
    await work.publish('opened', [{ type: 'send', channel: 'sms', template: { text: links } }], {
      category: 'orders',
    })
    const { sms } = await words(await work.trigger('opened', [ann]))
    const [preferences, unsubscribe] = (sms?.['text'] ?? '')
      .split(' ')
      .map((url) => url.replace('https://inbox.test/sub', ''))
    const page = await test.server.inject({ method: 'GET', url: preferences ?? '' })
    expect(page.statusCode).toBe(200)
    expect(page.payload).toContain('Orders')
    const opening = await test.server.inject({ method: 'GET', url: unsubscribe ?? '' })
    expect(opening).toMatchObject({ statusCode: 303, headers: { location: `/sub${preferences}` } })
    const done = await test.server.inject({ method: 'POST', url: unsubscribe ?? '' })
    expect(done.statusCode).toBe(200)
    const { body } = await test.call('GET', `/v3/users/${ann}/preferences`, test.asApp)
    expect(body).toMatchObject([
      { category: { id: orders }, channelPreferences: [{ channel: 'email', enabled: false }] },
    ])
  })

  it('are what data has of the names in the inbox, which needs none, and in rules', async () => {
    const { work, words, someone } = opened
    const ann = await someone({ phoneNumber: '+16020000003' })
    await work.publish('hidden', [
      { type: 'send', channel: 'inApp', template: { title: 'In [{{preferencesUrl}}{{unsubscribeUrl}}]' } },
      {
        type: 'branch',
        when: { '==': [{ var: 'preferencesUrl' }, 'mine'] },
        then: [
          { type: 'send', channel: 'sms', template: { text: '{{data.preferencesUrl}} {{preferencesUrl}}' } },
        ],
        else: [{ type: 'send', channel: 'sms', template: { text: 'None' } }],
      },
    ])
    expect((await words(await work.trigger('hidden', [ann])))['sms']?.['text']).toBe('None')
    const own = await words(await work.trigger('hidden', [ann], { data: { preferencesUrl: 'mine' } }))
    expect(own['sms']?.['text']).toMatch(/^mine https:\/\/inbox\.test\/sub\/preferences/)
    expect(await work.titles(ann)).toEqual(['In [mine]', 'In []'])
  })

  it('are not given away with all variables at once', async () => {
    const { work, words, someone } = opened
    const ann = await someone({ phoneNumber: '+16020000004' })
    const text = '{{json this}}{{#each this}}{{@key}} {{/each}}'
    await work.publish('all', [{ type: 'send', channel: 'sms', template: { text } }])
    const { sms } = await words(await work.trigger('all', [ann]))
    expect(sms?.['text']).toContain('recipient')
    expect(sms?.['text']).not.toMatch(/preferencesUrl|unsubscribeUrl/)
  })
})

describe('links to preferences of a server that does not know where it is reached', () => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.test.close())

  it('are empty, or what data has of the names', async () => {
    const { work, words, someone } = opened
    const ann = await someone({ phoneNumber: '+16020000001' })
    const text = `[{{#if preferencesUrl}}More: {{preferencesUrl}}{{/if}}] [${links}]`
    await work.publish('none', [{ type: 'send', channel: 'sms', template: { text } }])
    const { sms } = await words(await work.trigger('none', [ann]))
    expect(sms?.['text']).toBe('[] [ ]')
    const own = { preferencesUrl: 'https://shop.test/me' }
    expect((await words(await work.trigger('none', [ann], { data: own })))['sms']?.['text']).toBe(
      '[More: https://shop.test/me] [https://shop.test/me ]',
    )
  })
})
