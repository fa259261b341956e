import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundle } from './build/bundle.mjs'
import { asClassicScript } from './build/classic-script.mjs'

// What an earlier build left, under names that may be none any more.
for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' }))
  if (file.endsWith('.js')) rmSync(join('dist', file))

/** @param {string} path @param {string} code */
const write = (path, code) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, code)
}

// For bundlers, which share the core with what else of ours a page has.
const external = /^@inboxkit\/(?:core|protocol)(?:\/|$)/
for (const { fileName, code } of await bundle('index.ts', external)) write(join('dist', fileName), code)

// For a script tag: one file, and what it loads on demand, in a folder with another name after every change.
const files = await bundle('script.ts')
const hash = createHash('sha256')
for (const { code } of files) hash.update(code)
for (const { fileName, code } of asClassicScript(files, `inboxkit/${hash.digest('hex').slice(0, 8)}`))
  write(join('dist/script', fileName), code)

// What is in these files that others wrote.
const others = {
  preact: 'node_modules/preact',
  zustand: '../core/node_modules/zustand',
  '@tanstack/react-query and @tanstack/query-core': '../react/node_modules/@tanstack/react-query',
}
write(
  'dist/third-party-licenses.txt',
  Object.entries(others)
    .map(([name, folder]) => `${name}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`)
    .join('\n---\n\n'),
)
