import { bodyOf, problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import * as subpath from './index.js'
import { preferenceLink } from './preference-link.js'

const page = { app: { name: 'Shop' }, categories: [] }

const setUp = (answer: () => Response = () => Response.json(page), baseUrl = 'https://inbox.test/sub/') => {
  const asked: { url: string; init: RequestInit }[] = []
  const source = preferenceLink({
    baseUrl,
    token: '1.a.b+c',
    fetch: async (url, init = {}) => {
      asked.push({ url: String(url), init })
      return answer()
    },
  })
  return { source, asked }
}

describe('the preferences behind a link', () => {
  it('are all that its entry offers', () => {
    expect(Object.keys(subpath)).toEqual(['preferenceLink'])
  })

  it('are read by the token alone, without other credentials', async () => {
    const { source, asked } = setUp()
    expect(await source.load()).toEqual(page)
    expect(asked).toMatchObject([
      { url: 'https://inbox.test/sub/v3/preference-page?token=1.a.b%2Bc', init: { cache: 'no-store' } },
    ])
    expect(asked[0]?.init).not.toHaveProperty('headers')
  })

  it('are changed by it, which answers what they are then', async () => {
    const { source, asked } = setUp()
    const digests = [{ workflow: 'orders', choice: '1d' }]
    expect(await source.change({ digests })).toEqual(page)
    expect(asked[0]?.init).toMatchObject({
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ digests }),
    })
  })

  it('are told from those of other links, and of other servers', () => {
    const keys = ['https://inbox.test', 'https://inbox.test/', 'https://other.test'].map(
      (baseUrl) => setUp(undefined, baseUrl).source.key,
    )
    expect(keys[0]).toEqual(keys[1])
    expect(keys[0]).not.toEqual(keys[2])
    expect(preferenceLink({ baseUrl: 'https://inbox.test', token: 'other' }).key).not.toEqual(keys[0])
  })

  it('reject with the problem that the server says', async () => {
    const refused = problem('invalid_token', { detail: 'This link is not valid' })
    const { source } = setUp(() => Response.json(bodyOf(refused), { status: 401 }))
    await expect(source.load()).rejects.toMatchObject({ code: 'invalid_token', status: 401 })
  })

  it('reject as offline where nobody answers', async () => {
    const { source } = setUp(() => {
      throw new TypeError('Failed to fetch')
    })
    await expect(source.change({})).rejects.toMatchObject({ code: 'offline' })
  })
})
