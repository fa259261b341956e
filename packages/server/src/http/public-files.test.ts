import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { servePublicFiles } from './public-files.js'

let folder: string
let http: FastifyInstance

const write = (path: string, content: string | Buffer): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), content)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inboxkit-public-'))
  write('inboxkit.js', 'start()')
  write('inboxkit.js.gz', gzipSync('start()'))
  write('inboxkit/0123abcd/later.js', 'export {}')
  write('storybook/index.html', '<title>Storybook</title>')
  // As the server does.
  http = fastify({ routerOptions: { ignoreTrailingSlash: true } })
  await servePublicFiles(http, {}, folder)
  await http.ready()
})

afterEach(async () => {
  await http.close()
  rmSync(folder, { recursive: true })
})

describe('the script for plain pages', () => {
  it('is asked for anew each time, and may be loaded by pages of other origins', async () => {
    const { headers, body } = await http.inject({ url: '/inboxkit.js' })
    expect(headers['cache-control']).toBe('public, max-age=0')
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin')
    expect(headers['content-type']).toContain('javascript')
    expect(body).toBe('start()')
  })

  it('is sent compressed to whoever takes it so', async () => {
    const { headers, rawPayload } = await http.inject({
      url: '/inboxkit.js',
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: expect.stringMatching(/accept-encoding/i),
    })
    expect(headers['content-type']).toContain('javascript')
    expect(gunzipSync(rawPayload).toString()).toBe('start()')
  })

  it('loads files that never change', async () => {
    const { headers } = await http.inject({ url: '/inboxkit/0123abcd/later.js' })
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })
})

describe('Storybook', () => {
  it('is a folder: its pages name their files relative to it', async () => {
    const { statusCode, headers } = await http.inject({ url: '/storybook' })
    expect({ statusCode, location: headers.location }).toEqual({ statusCode: 302, location: '/storybook/' })
    expect((await http.inject({ url: '/storybook/?path=/story/bell--nothing' })).body).toContain('Storybook')
  })

  it('may write scripts into its pages, which the demo may not', async () => {
    const policy = async (url: string): Promise<unknown> =>
      (await http.inject({ url })).headers['content-security-policy']
    expect(await policy('/storybook/')).toContain("script-src 'self' 'unsafe-inline'")
    expect(await policy('/inboxkit.js')).toContain("script-src 'self';")
  })
})
