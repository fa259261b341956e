import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScratch } from './scratch.mjs'

const main = 'scripts/check/main.mjs'

/** @type {Awaited<ReturnType<typeof openScratch>>} */
let scratch
beforeAll(async () => {
  scratch = await openScratch()
})
afterAll(() => scratch.close())

/** What a check says about planted faults; it must have failed. @param {string} name */
const complaints = async (name) => {
  const { code, results } = await scratch.check(main, name)
  expect({ code, outcome: results[0]?.outcome }, results[0]?.reason).toEqual({ code: 1, outcome: 'failed' })
  return results[0]?.reason ?? ''
}

describe('types', () => {
  it('are checked in sources and in tests', async () => {
    // Where nothing else is compiled again for it.
    scratch.plant('packages/element/src/planted.ts', "export const one: number = 'one'\n")
    scratch.plant('packages/node/src/planted.test.ts', "const two: number = 'two'\nexport default two\n")
    const said = await complaints('types')
    expect(said).toMatch(/element\/src\/planted\.ts\(1,14\): error TS2322/)
    expect(said).toMatch(/node\/src\/planted\.test\.ts\(1,7\): error TS2322/)
  })

  it('are missed by no file', async () => {
    scratch.plant('packages/core/elsewhere/planted.ts', 'export const three = 3\n')
    expect(await complaints('types reach every file')).toContain('packages/core/elsewhere/planted.ts')
  })
})

describe('lint', () => {
  /** Where a fault lies, the code, and what is said about it. @type {readonly [string, string, string][]} */
  const faults = [
    ['packages/core/src/p1.ts', "export const go = (): void => {\n  fetch('/')\n}\n", 'no-floating-promises'],
    [
      'packages/react/src/p2.tsx',
      "import { useState } from 'react'\nexport const useIt = (on: boolean) => (on ? useState(1) : null)\n",
      'rules-of-hooks',
    ],
    ['packages/react/src/p3.tsx', 'export const Picture = () => <img src="/a.png" />\n', 'alt-text'],
    ['packages/react/src/p4.ts', 'export const loose = (value: any): unknown => value\n', 'no-explicit-any'],
    ['packages/protocol/src/p5.ts', "export { readFileSync } from 'node:fs'\n", 'protocol imports nothing'],
    [
      'packages/core/src/p6.ts',
      "export { useState } from 'react'\n",
      'core knows protocol, and no framework',
    ],
    ['packages/core/src/p7.ts', "export * from '@inboxkit/react'\n", 'core knows protocol, and no framework'],
    ['packages/react/src/p8.ts', "export * from '@inboxkit/server'\n", 'react knows core and protocol'],
    ['packages/server/src/p9.ts', "export * from '@inboxkit/core'\n", 'server knows protocol'],
    ['packages/server/src/http/p10.ts', "export * from '../compat/x.js'\n", 'only app.ts knows compat'],
    [
      'packages/server/src/engine/p11.ts',
      "export * from '../features/users/service.js'\n",
      'engine knows jobs and nothing of notifications',
    ],
    [
      'packages/server/src/storage/p12.ts',
      "export * from '../features/users/service.js'\n",
      'storage knows SQL and nothing of what is stored',
    ],
    [
      'packages/server/src/features/triggers/p13.ts',
      "export * from '../users/queries.js'\n",
      'another feature is used through its service',
    ],
    [
      'packages/server/src/realtime/p14.ts',
      "export * from '../features/users/service.js'\n",
      'realtime is used by features, not the other way',
    ],
    [
      'packages/node/src/p15.ts',
      "export { sign } from 'node:crypto'\n",
      'node knows protocol, and runs where there is no Node',
    ],
    [
      'packages/node/src/p16.ts',
      "export * from './engagespot/client.js'\n",
      'only engagespot.ts knows the migration module',
    ],
  ]
  /** @type {string[]} */
  let blocks = []
  beforeAll(async () => {
    for (const [file, code] of faults) scratch.plant(file, code)
    blocks = (await complaints('lint and import walls')).split(/\n\s*\n/)
  })

  it.each(faults)('in %s finds %j: %s', (file, _code, message) => {
    expect(blocks.filter((block) => block.includes(file)).join('\n')).toContain(message)
  })
})

it('format, import order and cycles are checked', async () => {
  scratch.plant('packages/core/src/f1.ts', 'export const  wide = "double";\n')
  scratch.plant(
    'packages/core/src/f2.ts',
    "import { b } from './b.js'\nimport { a } from './a.js'\n\nexport { a, b }\n",
  )
  scratch.plant('packages/core/src/f3.ts', "export { four } from './f4.js'\nexport const three = 3\n")
  scratch.plant('packages/core/src/f4.ts', "export { three } from './f3.js'\nexport const four = 4\n")
  const said = await complaints('format and cycles')
  expect(said).toMatch(/core\/src\/f1\.ts format/)
  expect(said).toMatch(/core\/src\/f2\.ts\S* assist\/source\/organizeImports/)
  expect(said).toMatch(/core\/src\/f3\.ts\S* lint\/suspicious\/noImportCycles/)
})

it('dead code is found: a file, an export and a dependency', async () => {
  scratch.plant('packages/protocol/src/dead-file.ts', 'export const nobody = 1\n')
  const index = join(scratch.dir, 'packages/protocol/src/feed.ts')
  scratch.plant(
    'packages/protocol/src/feed.ts',
    `${readFileSync(index, 'utf8')}\nexport const deadExport = 1\n`,
  )
  const manifest = JSON.parse(readFileSync(join(scratch.dir, 'packages/protocol/package.json'), 'utf8'))
  const unused = { ...manifest, dependencies: { zustand: 'catalog:' } }
  scratch.plant('packages/protocol/package.json', JSON.stringify(unused, null, 2))
  const said = await complaints('dead code')
  scratch.plant('packages/protocol/package.json', `${JSON.stringify(manifest, null, 2)}\n`)
  expect(said).toMatch(/Unused files[\s\S]*packages\/protocol\/src\/dead-file\.ts/)
  expect(said).toMatch(/Unused dependencies[\s\S]*zustand +packages\/protocol\/package\.json/)
  expect(said).toMatch(/Unused exports[\s\S]*deadExport +packages\/protocol\/src\/feed\.ts/)
})

it('a package that wants a newer Node is found in the lockfile', async () => {
  const lock = readFileSync(join(scratch.dir, 'pnpm-lock.yaml'), 'utf8')
  const entry =
    "packages:\n\n  '@planted/new@1.0.0':\n    resolution: {integrity: sha512-x}\n    engines: {node: '>=22'}\n"
  scratch.plant(
    'pnpm-lock.yaml',
    lock.replace('packages:\n', entry).replaceAll('pg-boss@12.35.0', 'pg-boss@12.36.0'),
  )
  const said = await complaints('engines allow Node 20.19.0')
  scratch.plant('pnpm-lock.yaml', lock)
  expect(said).toContain('@planted/new@1.0.0 wants Node >=22')
  expect(said).toContain('pg-boss@12.36.0 wants Node')
  expect(said).toContain('pg-boss@12.35.0 needs no exception any more')
})

it('traces of one machine are found: a path, a registry', async () => {
  const home = ['', 'home', 'somebody', 'notes'].join('/')
  scratch.plant('docs/planted.md', `See ${home}.\n`)
  scratch.plant('.npmrc', ['registry', 'https://packages.example.org/'].join('='))
  const said = await complaints('no traces of one machine')
  expect(said).toContain('docs/planted.md:1 holds')
  expect(said).toContain('.npmrc:1 holds registry=')
})

it('what is left for later is found: in code, in documents', async () => {
  scratch.plant('packages/core/src/later.ts', `// ${['TO', 'DO'].join('')}: all of it\n`)
  scratch.plant('docs/later.md', `Languages: ${['coming', 'soon'].join(' ')}.\n`)
  const said = await complaints('nothing is left for later')
  expect(said).toContain('packages/core/src/later.ts:1: //')
  expect(said).toContain('docs/later.md:1: Languages')
})
