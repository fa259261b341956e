import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { languages, pure, resolve } from './build-plugins.mjs'

// What an earlier build left, under names that may be none any more.
for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' }))
  if (/\.js(?:\.map)?$/.test(file)) rmSync(join('dist', file))

/**
 * Our modules become a few files, one for each set of them that is loaded together. A host's bundler would else keep an
 * `import … from 'react'` for each module: a sixth of what the panel weighs.
 */
const bundle = await rolldown({
  input: { index: 'src/index.ts', parts: 'src/parts.ts', preferences: 'src/preferences.ts' },
  external: /^(?:react|react-dom|@inboxkit|@tanstack)(?:\/|$)/,
  // 'browser' would decide for the host that this is development.
  platform: 'neutral',
  resolve,
  plugins: [languages, pure],
  // The banner says it once for each file.
  onLog: (level, log, handle) => {
    if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
  },
})
/** What a page has loaded with one of our files: its modules, and those of what it imports from the start. */
const { output } = await bundle.generate({ format: 'esm' })
const chunks = output.filter(({ type }) => type === 'chunk')
/** @param {string} name @returns {Set<string>} */
const loadedWith = (name) => {
  const modules = new Set()
  const load = (fileName) => {
    const chunk = chunks.find((one) => one.fileName === fileName)
    for (const id of chunk?.moduleIds ?? []) modules.add(id)
    for (const file of chunk?.imports ?? []) load(file)
  }
  load(chunks.find((chunk) => chunk.name === name)?.fileName)
  return modules
}
const doors = chunks
  .filter(({ name }) => name === 'InboxPanel' || name === 'PanelSettings')
  .map(({ facadeModuleId }) => facadeModuleId)
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  banner: `'use client'`,
  codeSplitting: {
    // A module goes with the first of these that needs it.
    groups: Object.entries({
      base: 'index',
      panel: 'InboxPanel',
      later: 'later',
      settings: 'PanelSettings',
    }).map(([name, first], at) => {
      const modules = loadedWith(first)
      // A module that is asked for stays by itself where others need its chunk: a bundler that splits for itself would
      // else write a file that names all of the chunk again.
      for (const door of doors) modules.delete(door)
      return { name, test: (id) => modules.has(id), priority: 4 - at }
    }),
  },
})
await bundle.close()
