import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const publish = (steps: readonly object[]) =>
  test.call('PUT', '/v3/workflows/steps', test.asApp, { name: 'Steps', steps })

const inApp = { type: 'send', channel: 'inApp', template: { title: 'Hello' } }
const branch = { type: 'branch', when: true, then: [inApp] }
const smart = { type: 'smart', channels: ['inApp'], timeToLive: '2h' }

describe('a template that only a branch or a smart step delivers', () => {
  it('cannot be deleted', async () => {
    for (const slug of ['in-branch', 'in-smart', 'in-texts'])
      await test.call('PUT', `/v3/templates/${slug}`, test.asApp, {
        name: slug,
        channels: { inApp: { title: 'x' } },
      })
    const remove = async (slug: string) =>
      (await test.call('DELETE', `/v3/templates/${slug}`, test.asApp)).status
    const steps = [
      { ...branch, then: [inApp], else: [{ ...branch, then: [{ ...inApp, template: 'in-branch@1' }] }] },
      { ...smart, template: 'in-smart' },
      { ...inApp, template: { title: 'in-texts' } },
    ]
    expect((await publish(steps)).status).toBe(200)
    expect(await remove('in-branch')).toBe(409)
    expect(await remove('in-smart')).toBe(409)
    expect(await remove('in-texts')).toBe(200)
    await publish([inApp])
    expect(await remove('in-branch')).toBe(200)
    expect(await remove('in-smart')).toBe(200)
  })
})
