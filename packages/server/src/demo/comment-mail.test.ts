import type { PreferencePage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { commentMailIdentifier } from './comment-mail.js'
import { demoUrl } from './outside.js'

describe('comments of the demo by e-mail', () => {
  let test: TestServer
  const printed: string[] = []
  beforeAll(async () => {
    test = await openTestServer({
      demo: true,
      publicUrl: 'https://harbor.test',
      writeLine: (line) => printed.push(line),
    })
  })
  afterAll(() => test.close())

  const comment = async (text: string): Promise<void> => {
    const { status } = await test.call('POST', '/demo/orders/1042/comments', {}, { by: 'dana', text })
    expect(status).toBe(200)
    await test.settle()
  }
  const mailsTo = (user: string) => printed.filter((line) => line.startsWith(`email to ${user} `))
  const choose = async (choice: string): Promise<void> => {
    const digests = [{ workflow: commentMailIdentifier, choice }]
    const { status } = await test.call('PATCH', '/v3/preferences/page', test.asUser('bob'), { digests })
    expect(status).toBe(200)
  }

  it('come together after an hour, with the way to get fewer of them', async () => {
    await comment('One')
    await comment('Two')
    expect(mailsTo('bob')).toEqual([])
    await test.advance('61m')
    await vi.waitFor(() => expect(mailsTo('bob')).toHaveLength(1))
    const [mail] = mailsTo('bob')
    expect(mail).toContain("'2 comments at Harbor'")
    expect(mail).toMatch(
      /on #1042: One .* on #1042: Two Choose what you get: https:\/\/harbor\.test\/preferences\?token=/,
    )
    expect(mailsTo('dana')).toEqual([])
  })

  it('come as often as each of them likes, says the preference page', async () => {
    const { body } = await test.call('GET', '/v3/preferences/page', test.asUser('bob'))
    const { digests, categories } = body as unknown as PreferencePage
    expect(digests).toMatchObject([
      {
        workflow: commentMailIdentifier,
        name: 'Comments by e-mail',
        choices: ['0s', '1h', '1d'],
        choice: '1h',
      },
    ])
    expect(categories.every(({ description }) => description)).toBe(true)
    expect(categories.filter(({ isRequired }) => isRequired)).toMatchObject([
      { category: { identifier: 'account' } },
    ])
    await choose('0s')
    const before = mailsTo('bob').length
    await comment('At once')
    await vi.waitFor(() => expect(mailsTo('bob')).toHaveLength(before + 1))
    expect(mailsTo('bob').at(-1)).toContain("'1 comment at Harbor'")
  })

  it('are missed by nobody who comments after the workflow was deleted', async () => {
    await test.call('DELETE', `/v3/workflows/${commentMailIdentifier}`, test.asApp)
    await comment('Still there')
    const feed = await test.call('GET', '/v3/notifications?limit=1', test.asUser('bob'))
    expect(feed.body.data?.map(({ message }) => message)).toContain('Still there')
  })
})

describe('where links of the demo lead', () => {
  const away = new Map([['email', [{ name: 'main' }]]]) as never
  it('is this machine, unless its port is not known or messages leave it', () => {
    expect(demoUrl({ demo: true, port: 4400 }, new Map())).toBe('http://localhost:4400')
    expect(demoUrl({ demo: true, port: 0 }, new Map())).toBeUndefined()
    expect(demoUrl({ demo: false, port: 4400 }, new Map())).toBeUndefined()
    expect(demoUrl({ demo: true, port: 4400 }, away)).toBeUndefined()
  })
})
