import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publishedPackages, readJson, root } from '../setup/paths.mjs'
import { must } from '../setup/shell.mjs'
import { openScratch } from './scratch.mjs'

/** @type {Awaited<ReturnType<typeof openScratch>>} */
let scratch
beforeAll(async () => {
  scratch = await openScratch()
})
afterAll(() => scratch.close())

/** @param {string} command @param {string[]} args */
const inScratch = (command, args) => must(command, command, args, { cwd: scratch.dir, env: { CI: '1' } })

it('a changeset gives every published package the same next version, and a change log', async () => {
  scratch.plant('.changeset/planted.md', "---\n'@inboxkit/core': patch\n---\n\nA mended thing.\n")
  // Asks for the commit that brought a changeset, so there has to be one.
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']
  await inScratch('git', ['init', '-q', '-b', 'main'])
  await inScratch('git', [
    'add',
    '.changeset',
    'package.json',
    'pnpm-workspace.yaml',
    'packages/*/package.json',
  ])
  await inScratch('git', [...who, 'commit', '-qm', 'A release'])
  await inScratch(join(scratch.dir, 'node_modules/.bin/changeset'), ['version'])

  const versions = publishedPackages().map(({ folder, manifest }) => {
    const now = readJson(join(scratch.dir, folder, 'package.json'))
    expect(existsSync(join(scratch.dir, folder, 'CHANGELOG.md'))).toBe(true)
    const log = readFileSync(join(scratch.dir, folder, 'CHANGELOG.md'), 'utf8')
    expect(log).toContain(`## ${now.version}`)
    if (manifest.name === '@inboxkit/core') expect(log).toContain('A mended thing.')
    expect(now.version).not.toBe(readJson(join(root, folder, 'package.json')).version)
    return { name: manifest.name, version: now.version }
  })
  expect(new Set(versions.map(({ version }) => version)).size).toBe(1)
  expect(readJson(join(scratch.dir, 'apps/demo/package.json')).version).toBeUndefined()
})
