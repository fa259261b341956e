import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { cacheDir, root } from './paths.mjs'

const generated = new Set([
  'node_modules',
  'dist',
  'public',
  'seed',
  'coverage',
  'storybook-static',
  '.inboxkit',
])
const noise = /\.tsbuildinfo$|\.log$|\.tgz$/

/**
 * Files below a folder, or the file itself; without what is generated. Missing = none.
 * @param {string} path relative to the root @returns {string[]} relative to the root, sorted
 */
export const filesOf = (path) => {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return noise.test(path) ? [] : [path]
  return readdirSync(full)
    .filter((name) => !generated.has(name) && !generated.has(`${path}/${name}`))
    .sort()
    .flatMap((name) => filesOf(`${path}/${name}`))
}

/**
 * A hash over names and contents; times do not count, so a fresh checkout of the same commit is not stale.
 * @param {readonly string[]} files relative to the root
 */
export const fingerprint = (files) => {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(join(root, file))
    hash.update(`${file.split(sep).join('/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** @param {string} name */
const stampFile = (name) => join(cacheDir, `${name}.stamp`)

/** What `writeStamp` wrote last under this name. @param {string} name @returns {string | undefined} */
export const readStamp = (name) => {
  const file = stampFile(name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** @param {string} name @param {string} value */
export const writeStamp = (name, value) => {
  mkdirSync(dirname(stampFile(name)), { recursive: true })
  writeFileSync(stampFile(name), value)
}
