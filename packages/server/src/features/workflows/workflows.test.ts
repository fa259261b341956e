import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
  await test.call('PUT', '/v3/templates/welcome', test.asApp, {
    name: 'Welcome',
    channels: { inApp: { title: 'Hi {{recipient.identifier}}' } },
  })
})
afterAll(() => test.close())

const publish = (identifier: string, body: object, headers = test.asApp) =>
  test.call('PUT', `/v3/workflows/${identifier}`, headers, body)
const get = (identifier: string, headers = test.asApp) =>
  test.call('GET', `/v3/workflows/${identifier}`, headers)
const kinds = 'send, delay, batch, throttle, branch, waitFor, fetch, smart, update'
const hello = { type: 'send', channel: 'inApp', template: { title: 'Hello' } }
const fields = async (body: object) => {
  const { status, body: answer } = await publish('faulty', { name: 'Faulty', ...body })
  return { status, fields: answer['fields'] }
}

describe('a workflow', () => {
  it('is answered as it was published, with its version', async () => {
    const definition = {
      name: 'Onboarding',
      category: 'news',
      payload: { type: 'object', properties: { orderId: { type: 'integer' } } },
      steps: [
        { type: 'send', id: 'first', channels: ['inApp'], template: 'welcome@1' },
        { type: 'delay', for: '2d3h' },
        { type: 'delay', until: new Date(test.clock.now().getTime() + 365 * 86_400_000).toISOString() },
        { type: 'delay', until: '2020-02-29T12:00:00+02:00' },
        { type: 'delay', for: 90 },
        { type: 'delay', for: '{{data.hours}}h' },
        { type: 'send', channel: 'inApp', template: { title: 'Still there, {{recipient.identifier}}?' } },
      ],
    }
    const now = test.clock.now().toISOString()
    const { status, body } = await publish('onboarding', { identifier: 'onboarding', ...definition })
    expect(status).toBe(200)
    expect(body).toEqual({
      identifier: 'onboarding',
      ...definition,
      version: 1,
      createdAt: now,
      updatedAt: now,
    })
    expect((await get('onboarding')).body).toEqual(body)
  })

  it('is a new version when it says something else, and the same when it does not', async () => {
    await publish('news', { name: 'News', steps: [hello] })
    test.clock.advance(1000)
    expect((await publish('news', { steps: [hello], name: 'News' })).body).toMatchObject({ version: 1 })
    const changed = await publish('news', { name: 'News', steps: [hello, hello] })
    expect(changed.body).toMatchObject({ version: 2, updatedAt: test.clock.now().toISOString() })
    expect(changed.body['createdAt']).not.toBe(changed.body['updatedAt'])
    const versions = await test.call('GET', '/v3/workflows/news/versions?limit=1', test.asApp)
    expect(versions.body).toMatchObject({ data: [{ version: 2 }], nextCursor: '2' })
    expect((await test.call('GET', '/v3/workflows/news/versions?cursor=2', test.asApp)).body).toMatchObject({
      data: [{ version: 1, steps: [hello] }],
      nextCursor: null,
    })
  })

  it('gets a version each when several are published at the same time', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => publish('race', { name: `Race ${n}`, steps: [hello] })),
    )
    expect(answers.map(({ body }) => body['version']).sort()).toEqual([1, 2, 3, 4])
  })

  it('is listed until it is deleted, and comes back with its versions', async () => {
    await publish('listed', { name: 'Listed', steps: [hello] })
    const identifiers = async () =>
      (await test.call('GET', '/v3/workflows?limit=100', test.asApp)).body.data?.map(
        (one) => one['identifier'],
      )
    expect(await identifiers()).toContain('listed')
    const remove = () => test.call('DELETE', '/v3/workflows/listed', test.asApp)
    expect(await remove()).toMatchObject({ status: 200, body: { message: 'Workflow deleted' } })
    expect(await identifiers()).not.toContain('listed')
    for (const gone of [
      remove(),
      get('listed'),
      test.call('GET', '/v3/workflows/listed/versions', test.asApp),
    ])
      expect(await gone).toMatchObject({ status: 404, body: { code: 'workflow_not_found' } })
    expect((await publish('listed', { name: 'Listed', steps: [hello] })).body).toMatchObject({ version: 1 })
    expect((await publish('listed', { name: 'New', steps: [hello] })).body).toMatchObject({ version: 2 })
  })

  it('is listed page by page, each once', async () => {
    for (const n of [1, 2, 3]) await publish(`page-${n}`, { name: 'x', steps: [hello] }, test.asOtherApp)
    const seen: unknown[] = []
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await test.call('GET', `/v3/workflows?limit=2&cursor=${cursor}`, test.asOtherApp)
      seen.push(...(page.body.data ?? []).map((one) => one['identifier']))
      cursor = page.body['nextCursor']
    }
    expect(seen).toEqual(['page-1', 'page-2', 'page-3'])
  })

  it('belongs to its app', async () => {
    await publish('own', { name: 'Own', steps: [hello] })
    expect((await get('own', test.asOtherApp)).status).toBe(404)
    expect((await publish('own', { name: 'Theirs', steps: [hello] }, test.asOtherApp)).body).toMatchObject({
      version: 1,
    })
    expect(
      await publish('borrowed', { name: 'x', steps: [{ ...hello, template: 'welcome' }] }, test.asOtherApp),
    ).toMatchObject({ status: 404, body: { code: 'template_not_found' } })
  })
})

describe('a workflow that cannot be published', () => {
  it.each<[object, string, string]>([
    [{ steps: [] }, 'steps', 'must have at least 1 entry'],
    [{ steps: Array.from({ length: 101 }, () => hello) }, 'steps', 'must have at most 100 entries'],
    [{ steps: 'send' }, 'steps', 'must be an array'],
    [{ steps: [hello, hello, { type: 'wait', for: 60 }] }, 'steps[2].type', `must be one of ${kinds}`],
    [{ steps: [{}] }, 'steps[0].type', `must be one of ${kinds}`],
    [{ steps: ['send'] }, 'steps[0]', 'must be an object'],
    [
      { steps: [hello, { type: 'delay', for: 'soon' }] },
      'steps[1].for',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
    [
      { steps: [{ type: 'delay', for: 0 }] },
      'steps[0].for',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
    [
      { steps: [{ type: 'delay', for: '367d' }] },
      'steps[0].for',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
    [
      { steps: [{ type: 'delay', for: null }] },
      'steps[0].for',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
    [{ steps: [{ type: 'delay', until: 'noon' }] }, 'steps[0].until', 'must be an ISO 8601 date and time'],
    [
      { steps: [{ type: 'delay', until: '2990-01-01T00:00:00Z' }] },
      'steps[0].until',
      'must be at most a year ahead',
    ],
    [{ steps: [{ type: 'delay' }] }, 'steps[0]', 'must have either for or until'],
    [
      { steps: [{ type: 'delay', for: 60, until: '2030-01-01T00:00:00Z' }] },
      'steps[0]',
      'must have either for or until',
    ],
    [{ steps: [{ type: 'send', template: 'welcome' }] }, 'steps[0]', 'must have either channel or channels'],
    [
      { steps: [{ ...hello, channel: 'fax' }] },
      'steps[0].channel',
      'must be one of inApp, webPush, email, mobilePush, sms, whatsapp, slack, chat, discord, webhook',
    ],
    [{ steps: [{ ...hello, retries: 1 }] }, 'steps[0]', 'must not have retries'],
    [{ steps: [{ ...hello, template: 7 }] }, 'steps[0].template', 'must be a string or an object'],
    [
      { steps: [{ ...hello, template: 'welcome@0' }] },
      'steps[0].template',
      'must be the slug of a template, or slug@version',
    ],
    [{ steps: [{ ...hello, template: {} }] }, 'steps[0].template.title', 'must be a string'],
    [
      { steps: [{ ...hello, template: { title: 'x', url: 'javascript:alert(1)' } }] },
      'steps[0].template.url',
      'must be a relative link, or one that starts with http:, https:, mailto: or tel:',
    ],
    [
      {
        steps: [
          { ...hello, id: 'a' },
          { type: 'delay', for: 1, id: 'b' },
          { ...hello, id: 'a' },
        ],
      },
      'steps[2].id',
      'must not be that of steps[0]',
    ],
    [{ steps: [hello], identifier: 'other' }, 'identifier', 'must be the one in the path'],
    [{ steps: [hello], name: '' }, 'name', 'must have at least 1 character'],
    [{ steps: [hello], payload: [] }, 'payload', 'must be an object'],
  ])('because of %j names the step and the field', async (body, field, message) => {
    expect(await fields(body)).toEqual({ status: 400, fields: [{ field, message }] })
  })

  it.each([
    [
      { ...hello, template: { title: '{{data.x' } },
      'steps[1].template.title',
      'must be a Handlebars template',
    ],
    [{ type: 'delay', for: '{{> partial}}h' }, 'steps[1].for', 'must not use partials'],
  ])('because of what %j has in braces says where it stopped', async (step, field, message) => {
    expect(await fields({ steps: [hello, step] })).toEqual({
      status: 400,
      fields: [{ field, message: expect.stringContaining(message) }],
    })
  })

  it.each(['nobody', 'welcome@9'])('because there is no template %s', async (template) => {
    expect(await publish('faulty', { name: 'x', steps: [hello, { ...hello, template }] })).toMatchObject({
      status: 404,
      body: {
        code: 'template_not_found',
        fields: [{ field: 'steps[1].template', message: `must name a template: there is no ${template}` }],
      },
    })
  })

  it('because the template is for other channels', async () => {
    await test.call('PUT', '/v3/templates/by-mail', test.asApp, {
      name: 'By mail',
      channels: { email: { subject: 'x', text: 'y' } },
    })
    expect(await fields({ steps: [{ ...hello, template: 'by-mail' }] })).toEqual({
      status: 400,
      fields: [
        {
          field: 'steps[0].template',
          message: 'must name a template with texts for inApp: by-mail has none',
        },
      ],
    })
  })

  it('is not there afterwards', async () => {
    expect((await get('faulty')).status).toBe(404)
  })
})
