import type { PreferencePage } from '@inboxkit/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { eventually, say } from '../../testing/workflows.js'
import { signPageToken } from '../preferences/page-token.js'
import { minuteMs, openRuns } from '../runs/testing/open-runs.js'

const { test, work } = await openRuns()

const hourMs = 60 * minuteMs
const digest = say('{{batch.total}}: {{#each batch.items}}{{n}} {{/each}}')
const collect = (choices: readonly string[] | undefined, length: string) => [
  { type: 'batch', for: length, ...(choices ? { choices } : {}) },
  digest,
]
const urlOf = (tenant?: string) => `/v3/preferences/page${tenant === undefined ? '' : `?tenant=${tenant}`}`
const page = async (user: string, tenant?: string) =>
  (await test.call('GET', urlOf(tenant), test.asUser(user))).body as unknown as PreferencePage
const change = (user: string, digests: readonly object[], tenant?: string) =>
  test.call('PATCH', urlOf(tenant), test.asUser(user), { digests })
const choose = async (user: string, choice: string | null, tenant?: string) => {
  const { status, body } = await change(user, [{ workflow: 'comments', choice }], tenant)
  expect(status, JSON.stringify(body)).toBe(200)
}
const comments = async (user: string, tenant?: string) =>
  (await page(user, tenant)).digests.find(({ workflow }) => workflow === 'comments')
const advance = (ms: number): void => test.clock.advance(ms + 500)
let sent = 0
const send = (users: string[], tenant?: string) =>
  work.trigger('comments', users, { data: { n: ++sent }, ...(tenant === undefined ? {} : { tenant }) })

beforeEach(async () => {
  sent = 0
  await work.publish('comments', collect(['0s', '1h', '1d'], '1h'))
})

describe('what users can choose', () => {
  it('is on their page, by the latest version of each workflow that lets them', async () => {
    const ann = await work.someone()
    await work.publish('plain', collect(undefined, '1h'))
    const { body: news } = await test.call('POST', '/v3/categories', test.asApp, {
      identifier: 'news',
      name: 'News',
    })
    await work.publish('weekly', collect(['1d', '7d'], '7d'), { name: 'What is new', category: 'news' })
    expect((await page(ann)).digests).toEqual([
      {
        workflow: 'comments',
        name: 'comments',
        categoryId: null,
        choices: ['0s', '1h', '1d'],
        choice: '1h',
        isChosen: false,
      },
      {
        workflow: 'weekly',
        name: 'What is new',
        categoryId: news['id'],
        choices: ['1d', '7d'],
        choice: '7d',
        isChosen: false,
      },
    ])
    await test.call('DELETE', '/v3/workflows/weekly', test.asApp)
    await work.publish('comments', collect(undefined, '1h'))
    expect((await page(ann)).digests).toEqual([])
    expect((await test.call('GET', urlOf(), test.asOtherUser('ann'))).body).toMatchObject({ digests: [] })
  })

  it('is at most 50 workflows’', async () => {
    const ann = await work.someone()
    await test.db.run`
      with made as (
        insert into workflow (app_id, identifier, created_at, digest)
        select app_id, 'many-' || n, now(), '{"choices":["1h","1d"],"choice":"1h"}'
        from (select app_id from app_user limit 1) a cross join generate_series(1, 60) n returning id
      )
      insert into workflow_version (workflow_id, version, definition, created_at)
      select id, 1, '{"name":"Many","steps":[]}', now() from made`
    expect((await page(ann)).digests).toHaveLength(50)
    await test.db.run`delete from workflow where identifier like 'many-%'`
  })

  it('is what they chose until they take it back', async () => {
    const ann = await work.someone()
    await choose(ann, '1d')
    expect(await comments(ann)).toMatchObject({ choice: '1d', isChosen: true })
    await choose(ann, '0s')
    expect(await comments(ann)).toMatchObject({ choice: '0s', isChosen: true })
    await choose(ann, null)
    expect(await comments(ann)).toMatchObject({ choice: '1h', isChosen: false })
  })

  it('is the later one of two', async () => {
    const ann = await work.someone()
    const both = ['0s', '1d'].map((choice) => ({ workflow: 'comments', choice }))
    expect((await change(ann, both)).body).toMatchObject({ digests: [{ choice: '1d' }] })
  })

  it('does not count while it is not offered', async () => {
    const ann = await work.someone()
    await choose(ann, '1d')
    await work.publish('comments', collect(['0s', '1h'], '1h'))
    expect(await comments(ann)).toMatchObject({ choice: '1h', isChosen: false })
    await work.publish('comments', collect(['1h', '1d'], '1h'))
    expect(await comments(ann)).toMatchObject({ choice: '1d', isChosen: true })
  })

  it('may be another for a tenant', async () => {
    const ann = await work.someone()
    await test.call('PUT', '/v3/tenants/acme', test.asApp, { name: 'Acme' })
    await choose(ann, '1d')
    expect(await comments(ann, 'acme')).toMatchObject({ choice: '1d', isChosen: true })
    await choose(ann, '0s', 'acme')
    expect(await comments(ann, 'acme')).toMatchObject({ choice: '0s', isChosen: true })
    expect(await comments(ann)).toMatchObject({ choice: '1d' })
    await test.call('DELETE', '/v3/tenants/acme', test.asApp)
    const row = await test.db.one<{ count: number }>`
      select count(*)::int count from digest_choice where tenant_id <> 0`
    expect(row?.count).toBe(0)
  })

  it('can be chosen by a link in a message', async () => {
    const ann = await work.someone()
    const row = await test.db.one<{ id: number; app_id: number }>`
      select id, app_id from app_user where identifier = ${ann}`
    const of = { appId: row?.app_id ?? 0, userId: row?.id ?? 0, categoryId: null, tenantId: null }
    const url = `/v3/preference-page?token=${signPageToken(test.encryptionKey, of)}`
    const digests = [{ workflow: 'comments', choice: '0s' }]
    expect((await test.call('PATCH', url, {}, { digests })).body).toMatchObject({
      digests: [{ workflow: 'comments', choice: '0s', isChosen: true }],
    })
  })

  it.each([
    [
      { workflow: 'comments', choice: '2d' },
      { field: 'digests[1].choice', message: 'must be null or one of 0s, 1h, 1d' },
    ],
    [
      { workflow: 'nothing', choice: '1h' },
      {
        field: 'digests[1].workflow',
        message: 'must be a workflow that lets users choose: comments',
      },
    ],
  ])('is refused where it is not offered, with all the rest (%#)', async (wrong, field) => {
    const ann = await work.someone()
    expect(await change(ann, [{ workflow: 'comments', choice: '1d' }, wrong])).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', fields: [field] },
    })
    expect(await comments(ann)).toMatchObject({ isChosen: false })
  })

  it('is nothing where no workflow offers anything', async () => {
    expect(
      await test.call('PATCH', urlOf(), test.asOtherUser('ann'), {
        digests: [{ workflow: 'comments', choice: '1h' }],
      }),
    ).toMatchObject({
      status: 422,
      body: {
        fields: [
          {
            field: 'digests[0].workflow',
            message: 'must be left out: no workflow lets users choose how often',
          },
        ],
      },
    })
  })
})

describe('a batch', () => {
  it('collects as long as its user chose, and as the workflow says for those who did not', async () => {
    const [ann, bob] = [await work.someone(), await work.someone()]
    await choose(bob, '1d')
    const ids = [await send([ann, bob]), await send([ann, bob])]
    for (const id of ids) await work.reach(id, ['collecting', 'collecting'])
    advance(hourMs)
    await eventually(async () => expect(await work.titles(ann)).toEqual(['2: 1 2 ']))
    expect(await work.titles(bob)).toEqual([])
    advance(23 * hourMs)
    await eventually(async () => expect(await work.titles(bob)).toEqual(['2: 1 2 ']))
  })

  it('lets through at once, each by itself, what its user wants at once', async () => {
    const ann = await work.someone()
    await choose(ann, '0s')
    for (const id of [await send([ann]), await send([ann])]) {
      await work.reach(id, ['done'])
      expect((await work.runs(id))[0]).toMatchObject({ reason: null })
    }
    expect((await work.titles(ann)).toSorted()).toEqual(['1: 1 ', '1: 2 '])
  })

  it('that is open stays as it was; the next is as was chosen since', async () => {
    const ann = await work.someone()
    await work.reach(await send([ann]), ['collecting'])
    await choose(ann, '1d')
    await work.reach(await send([ann]), ['collecting'])
    advance(hourMs)
    await eventually(async () => expect(await work.titles(ann)).toEqual(['2: 1 2 ']))
    await work.reach(await send([ann]), ['collecting'])
    advance(hourMs)
    await test.settle()
    expect(await work.titles(ann)).toHaveLength(1)
    advance(23 * hourMs)
    await eventually(async () => expect((await work.titles(ann))[0]).toBe('1: 3 '))
  })

  it('that is open is left alone by what comes at once', async () => {
    const ann = await work.someone()
    await work.reach(await send([ann]), ['collecting'])
    await choose(ann, '0s')
    await work.reach(await send([ann]), ['done'])
    expect(await work.titles(ann)).toEqual(['1: 2 '])
    advance(hourMs)
    await eventually(async () => expect((await work.titles(ann))[0]).toBe('1: 1 '))
  })

  it('may be at once where nobody chose, also for those who are no users', async () => {
    await work.publish('comments', collect(['0s', '1d'], '0s'))
    const ann = await work.someone()
    await work.reach(await send([ann]), ['done'])
    expect(await work.titles(ann)).toEqual(['1: 1 '])
    await choose(ann, '1d')
    await work.reach(await send([ann]), ['collecting'])
  })

  it('of a tenant is as was chosen for it', async () => {
    const ann = await work.someone()
    await test.call('PUT', '/v3/tenants/globex', test.asApp, { name: 'Globex' })
    await choose(ann, '0s', 'globex')
    await work.reach(await send([ann], 'globex'), ['done'])
    await work.reach(await send([ann]), ['collecting'])
    await choose(ann, '1d')
    await choose(ann, null, 'globex')
    await work.reach(await send([ann], 'globex'), ['collecting'])
  })

  it('of an older version is as that version says, where it does not offer what was chosen', async () => {
    const ann = await work.someone()
    await work.publish('comments', [{ type: 'delay', for: '1m' }, ...collect(['0s', '1h'], '1h')])
    const id = await send([ann])
    await work.reach(id, ['waiting'])
    await work.publish('comments', collect(['1h', '7d'], '1h'))
    await choose(ann, '7d')
    advance(minuteMs)
    await work.reach(id, ['collecting'])
    advance(hourMs)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['1: 1 '])
  })
})
