import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { servePackedPackages } from './packed-packages.js'

let folder: string

/** Packs `{ 'package.json': …, 'dist/index.js': … }` as npm does. */
const pack = (name: string, manifest: object): void => {
  const source = join(folder, 'source')
  rmSync(source, { recursive: true, force: true })
  mkdirSync(join(source, 'package/dist'), { recursive: true })
  writeFileSync(join(source, 'package/dist/index.js'), `export const name = '${name}'\n`.repeat(100))
  writeFileSync(join(source, 'package/package.json'), JSON.stringify(manifest))
  writeFileSync(join(source, 'package/readme.md'), name)
  execFileSync('tar', ['--format=ustar', '-czf', join(folder, `${name}.tgz`), '-C', source, 'package'])
}

const open = async () => {
  const http = fastify()
  servePackedPackages(http, folder)
  await http.ready()
  return http
}

/** What `tar`, which checks sizes and sums, finds in an answer. */
const unpack = (tarball: Buffer, file: string): string => {
  writeFileSync(join(folder, 'answer.tgz'), tarball)
  return execFileSync('tar', ['-xzOf', join(folder, 'answer.tgz'), `package/${file}`], { encoding: 'utf8' })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inboxkit-packed-'))
  pack('inboxkit-core', { name: '@inboxkit/core', version: '0.1.0' })
  pack('inboxkit-react', {
    name: '@inboxkit/react',
    dependencies: { '@inboxkit/core': '0.1.0', zustand: '5.1.0' },
    peerDependencies: { react: '^19.0.0' },
  })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('packed packages', () => {
  it('name each other by the address they were asked for at', async () => {
    const http = await open()
    const answer = await http.inject({
      url: '/packages/inboxkit-react.tgz',
      headers: { host: 'localhost:4444' },
    })
    expect(answer.statusCode).toBe(200)
    expect(JSON.parse(unpack(answer.rawPayload, 'package.json'))).toEqual({
      name: '@inboxkit/react',
      dependencies: {
        '@inboxkit/core': 'http://localhost:4444/packages/inboxkit-core.tgz',
        zustand: '5.1.0',
      },
      peerDependencies: { react: '^19.0.0' },
    })
  })

  it('keep every other file and are the same bytes each time', async () => {
    const http = await open()
    const ask = async () => (await http.inject({ url: '/packages/inboxkit-react.tgz' })).rawPayload
    const first = await ask()
    expect(unpack(first, 'dist/index.js')).toBe(`export const name = 'inboxkit-react'\n`.repeat(100))
    expect(unpack(first, 'readme.md')).toBe('inboxkit-react')
    expect(await ask()).toEqual(first)
  })

  it('are nothing but packages', async () => {
    const http = await open()
    for (const url of ['/packages/inboxkit-other.tgz', '/packages/..%2finboxkit-core.tgz', '/packages/']) {
      expect((await http.inject({ url })).statusCode).toBe(404)
    }
  })
})
