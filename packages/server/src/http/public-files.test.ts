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
  http = fastify()
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
