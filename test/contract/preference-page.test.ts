import type { ChannelId } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { onBoth } from './on-both.js'
import type { Person } from './world.js'

const cell = (channel: ChannelId, enabled = true, isChosen = false) => ({ channel, enabled, isChosen })
const page = async (who: Person, tenant?: string) =>
  (await who.call('GET', `/preferences/page${tenant === undefined ? '' : `?tenant=${tenant}`}`)).body
const change = (who: Person, body: object, tenant?: string) =>
  who.call('PATCH', `/preferences/page${tenant === undefined ? '' : `?tenant=${tenant}`}`, body)

onBoth('the preference page', (world) => {
  it('is everything at once, by default on', async () => {
    const ann = await world().person()
    const [orders, bills] = [await world().addCategory('orders'), await world().addCategory('bills', true)]
    const both = [cell('inApp'), cell('email')]
    const shown = (id: number, identifier: string, isRequired: boolean) => ({
      category: { id, identifier, name: identifier },
      description: null,
      isRequired,
      channels: both,
    })
    expect(await page(ann)).toEqual({
      app: { name: expect.any(String) },
      tenant: null,
      about: null,
      categories: [shown(orders, 'orders', false), shown(bills, 'bills', true)],
      channels: both,
      digests: [],
      quietHours: { timeZone: null, schedule: {}, enabled: false },
    })
  })

  it('answers what it is after a change, and nothing changes when a part is refused', async () => {
    const ann = await world().person()
    const news = await world().addCategory('news')
    const law = await world().addCategory('law', true)
    const off = [{ channel: 'email', enabled: false }]
    const about = (categoryId: number) => ({ preference: [{ categoryId, channels: off }] })
    const quietHours = { schedule: { mon: [{ from: '22:00', to: '06:00' }] } }
    const { status, body } = await change(ann, {
      ...about(news),
      channels: [{ channel: 'sms', enabled: false }],
      quietHours,
    })
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        channels: [cell('inApp'), cell('email'), cell('sms', false, true)],
        quietHours: { ...quietHours, timeZone: null, enabled: true },
      },
    })
    const { categories } = body as unknown as { categories: { category: object; channels: object[] }[] }
    expect(categories.at(-2)?.channels).toEqual([
      cell('inApp'),
      cell('email', false, true),
      cell('sms', false),
    ])
    expect(categories.at(-1)?.channels).toEqual([cell('inApp'), cell('email'), cell('sms')])
    expect(await change(ann, { channels: off, ...about(law) })).toMatchObject({
      status: 422,
      body: { code: 'unprocessable' },
    })
    expect(await change(ann, { channels: off, ...about(999_999) })).toMatchObject({
      status: 404,
      body: { code: 'category_not_found' },
    })
    expect(await page(ann)).toEqual(body)
  })

  it('is for a tenant what was chosen for it, then what was chosen at all, then what it has', async () => {
    const ann = await world().person()
    const offers = await world().addCategory('offers')
    await world().addTenant('acme', {
      categories: { offers: { email: false } },
      channels: { inApp: false },
    })
    const about = (enabled: boolean | null) => ({
      preference: [{ categoryId: offers, channels: [{ channel: 'email', enabled }] }],
    })
    const email = async (tenant?: string) => {
      const { categories } = (await page(ann, tenant)) as unknown as {
        categories: { category: { id: number }; channels: { channel: string }[] }[]
      }
      const own = categories.find(({ category }) => category.id === offers)
      return own?.channels.find(({ channel }) => channel === 'email')
    }
    expect(await page(ann, 'acme')).toMatchObject({
      tenant: { identifier: 'acme', name: 'acme' },
      channels: [cell('inApp', false), cell('email')],
    })
    expect(await email('acme')).toEqual(cell('email', false))
    await change(ann, about(true))
    expect(await email('acme')).toEqual(cell('email', true, true))
    await change(ann, about(false), 'acme')
    expect(await email('acme')).toEqual(cell('email', false, true))
    expect(await email()).toEqual(cell('email', true, true))
    await change(ann, about(null), 'acme')
    expect(await email('acme')).toEqual(cell('email', true, true))
    await change(ann, { channels: [{ channel: 'inApp', enabled: true }] }, 'acme')
    expect((await page(ann, 'acme')) as object).toMatchObject({
      channels: [cell('inApp', true, true), cell('email')],
    })
    expect((await ann.call('GET', '/preferences/channels')).body).toEqual([])
    expect(await change(ann, {}, 'nobody')).toMatchObject({
      status: 404,
      body: { code: 'tenant_not_found' },
    })
  })

  it('lets choose how often what is collected comes', async () => {
    const ann = await world().person()
    const choose = (choice: string | null, workflow = 'comments') =>
      change(ann, { digests: [{ workflow, choice }] })
    expect(await choose('1h')).toMatchObject({
      status: 422,
      body: {
        message: ['digests[0].workflow must be left out: no workflow lets users choose how often'],
      },
    })
    await world().addDigest('comments', ['0s', '1h', '1d'], '1h')
    const digest = {
      workflow: 'comments',
      name: 'comments',
      categoryId: null,
      choices: ['0s', '1h', '1d'],
      choice: '1h',
      isChosen: false,
    }
    expect(await page(ann)).toMatchObject({ digests: [digest] })
    expect((await choose('1d')).body).toMatchObject({
      digests: [{ ...digest, choice: '1d', isChosen: true }],
    })
    expect(await choose('2d')).toMatchObject({
      status: 422,
      body: { message: ['digests[0].choice must be null or one of 0s, 1h, 1d'] },
    })
    expect(await choose('1h', 'nothing')).toMatchObject({
      status: 422,
      body: { message: ['digests[0].workflow must be a workflow that lets users choose: comments'] },
    })
    expect((await choose(null)).body).toMatchObject({ digests: [digest] })
  })

  it('is told to the user’s sockets when it changes', async () => {
    const ann = await world().person()
    const ear = await ann.listen()
    await change(ann, { channels: [{ channel: 'email', enabled: false }] })
    await expect.poll(() => ear.events.map(([name]) => name)).toContain('settings')
    ear.close()
  })
})
