import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '../setup/shell.mjs'
import { openScratch } from './scratch.mjs'

const main = 'scripts/check/main.mjs'

/** @type {Awaited<ReturnType<typeof openScratch>>} */
let scratch
beforeAll(async () => {
  scratch = await openScratch()
})
afterAll(() => scratch.close())

/**
 * Packs a package with these exports as if the build had made it.
 * @param {object} exports @param {Record<string, string>} [files] more of them, by path @param {object} [more] of the manifest
 */
const packProtocol = async (exports, files = {}, more = {}) => {
  const manifest = {
    name: '@inboxkit/protocol',
    version: '0.1.0',
    type: 'module',
    license: 'MIT',
    exports,
    ...more,
  }
  rmSync(join(scratch.dir, 'faulty'), { recursive: true, force: true })
  scratch.plant('faulty/package/package.json', JSON.stringify(manifest))
  for (const [file, text] of Object.entries(files)) scratch.plant(`faulty/package/${file}`, text)
  scratch.plant('faulty/package/dist/index.js', 'export const one = 1\n')
  scratch.plant('faulty/package/dist/index.d.cts', 'export declare const one: 1\n')
  const packed = join(scratch.dir, 'node_modules/.cache/inboxkit/packed')
  mkdirSync(packed, { recursive: true })
  const words = ['-czf', join(packed, 'inboxkit-protocol.tgz'), '-C', join(scratch.dir, 'faulty'), 'package']
  await must('Packing', 'tar', words)
}

describe('the packed package', () => {
  it('that names a missing file is refused by publint', async () => {
    await packProtocol({ '.': { default: './dist/gone.js' } })
    const { code, results } = await scratch.check(main, 'publint @inboxkit/protocol')
    expect(code).toBe(1)
    expect(results[0]?.reason).toContain('dist/gone.js')
  })

  it('whose types are of another kind than its code is refused by attw', async () => {
    await packProtocol({ '.': { types: './dist/index.d.cts', default: './dist/index.js' } })
    const { code, results } = await scratch.check(main, 'attw @inboxkit/protocol')
    expect(code).toBe(1)
    expect(results[0]?.reason).toMatch(/Masquerading as CJS/)
  })

  it('with files that nobody outside can use is refused, each by its name', async () => {
    const home = ['', 'home', 'somebody', 'inboxkit'].join('/')
    await packProtocol(
      { '.': { default: './dist/index.js' } },
      {
        LICENSE: 'MIT',
        'dist/one.js': '//# sourceMappingURL=one.js.map\n',
        'dist/two.js.map': JSON.stringify({ sources: ['../src/two.ts'], mappings: '' }),
        'dist/three.js.map': JSON.stringify({
          sources: ['../src/three.ts'],
          sourcesContent: ['3'],
          mappings: '',
        }),
        'dist/four.test.js': '',
        'dist/testing/five.js': '',
        'dist/six.js': `export const built = '${home}/src'\n`,
        'tsconfig.tsbuildinfo': '{}',
      },
      { dependencies: { '@inboxkit/core': 'workspace:*' } },
    )
    const { code, results } = await scratch.check(main, 'packed files of @inboxkit/protocol')
    expect(code).toBe(1)
    expect(results[0]?.reason.split('\n').sort()).toEqual([
      'README.md is not packed',
      'dist/four.test.js is for tests only',
      'dist/one.js names the source map one.js.map, which is not packed',
      `dist/six.js:1 holds ${home.slice(0, home.lastIndexOf('/') + 1)}`,
      'dist/testing/five.js is for tests only',
      'dist/two.js.map leads to ../src/two.ts, which is not packed',
      'package.json has no description',
      'package.json wants @inboxkit/core as workspace:*, which only this repository understands',
      'tsconfig.tsbuildinfo is of no use to anybody',
    ])
  })

  it('that was not packed is refused', async () => {
    rmSync(join(scratch.dir, 'node_modules/.cache/inboxkit/packed/inboxkit-core.tgz'), { force: true })
    const { code, results } = await scratch.check(main, 'publint @inboxkit/core')
    expect(code).toBe(1)
    expect(results[0]?.reason).toContain('inboxkit-core.tgz was not packed')
  })
})

describe('audit', () => {
  /** Asks a registry that answers so. @param {number} status @param {object} answer */
  const auditAt = async (status, answer) => {
    const registry = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
    await new Promise((resolve) => registry.listen(0, '127.0.0.1', () => resolve(undefined)))
    const address = /** @type {import('node:net').AddressInfo} */ (registry.address())
    const env = { npm_config_registry: `http://127.0.0.1:${address.port}/` }
    const { code, results } = await scratch.check(main, 'audit', { env })
    registry.close()
    return { code, ...results[0] }
  }
  const advisory = {
    id: 1,
    title: 'Planted weakness',
    module_name: 'zustand',
    severity: 'high',
    vulnerable_versions: '*',
    patched_versions: '>=99',
    url: 'https://example.org/1',
    findings: [{ version: '5.1.0', paths: ['packages__core>zustand'] }],
    cves: [],
    github_advisory_id: 'GHSA-0000-0000-0000',
  }
  const counts = { info: 0, low: 0, moderate: 0, high: 1, critical: 0 }

  it('fails on a known weakness', async () => {
    const answer = {
      actions: [],
      advisories: { 1: advisory },
      muted: [],
      metadata: {
        vulnerabilities: counts,
        dependencies: 1,
        devDependencies: 0,
        optionalDependencies: 0,
        totalDependencies: 1,
      },
    }
    const said = await auditAt(200, answer)
    expect(said).toMatchObject({ code: 1, outcome: 'failed' })
    expect(said.reason).toContain('Planted weakness')
  })

  it('is skipped, with the reason, where the registry has no answer', async () => {
    const said = await auditAt(405, {})
    expect(said).toMatchObject({ code: 0, outcome: 'skipped' })
    expect(said.reason).toContain('does not answer audits')
  })
})
