import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'

describe('the reference as a page', () => {
  let folder: string
  let plain: TestServer
  let demo: TestServer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inboxkit-test-'))
    await mkdir(join(folder, 'docs'))
    await writeFile(join(folder, 'index.html'), 'The demo')
    await writeFile(join(folder, 'docs', 'index.html'), 'The reference')
    await writeFile(join(folder, 'docs', 'page.js'), '// code')
    plain = await openTestServer({ publicDir: folder })
    demo = await openTestServer({ publicDir: folder, demo: true })
  })
  afterAll(async () => {
    await Promise.all([plain.close(), demo.close()])
    await rm(folder, { recursive: true, force: true })
  })

  const get = (url: string, on: TestServer = plain) => on.server.inject({ method: 'GET', url })

  it.each(['/docs', '/docs/', '/docs/index.html'])(
    'is at %s, under a policy of its own origin',
    async (url) => {
      const answer = await get(url)
      expect([answer.statusCode, answer.body]).toEqual([200, 'The reference'])
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toContain("default-src 'none';script-src 'self';style-src 'self'")
      expect(policy).toContain("img-src 'self' data:")
      expect(policy).not.toMatch(/unsafe|https?:/)
    },
  )

  it('leaves the policy of the other pages as strict as it was', async () => {
    const answer = await get('/')
    expect(answer.body).toBe('The demo')
    expect(answer.headers['content-security-policy']).not.toContain('data:')
  })

  it('brings its scripts along', async () => {
    const answer = await get('/docs/page.js')
    expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('javascript') })
    expect((await get('/docs/nothing.js')).statusCode).toBe(404)
    expect((await get('/docs/..%2findex.html')).statusCode).toBeGreaterThanOrEqual(400)
  })

  it('knows the key and a user on the demo, never a secret, and nothing elsewhere', async () => {
    expect((await get('/docs/settings.json', demo)).json()).toEqual({ apiKey: 'shop', userId: 'ann' })
    expect((await get('/docs/settings.json')).json()).toEqual({})
  })

  it('is not there where nothing was built', async () => {
    const bare = await openTestServer({ publicDir: join(folder, 'nothing') })
    expect((await get('/docs', bare)).statusCode).toBe(404)
    expect((await get('/openapi.json', bare)).statusCode).toBe(200)
    await bare.close()
  })
})
