import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { sourceFiles } from './files.mjs'
import { failed, passed } from './run-checks.mjs'

/** Paths of one machine: home folders, and where a checkout happened to lie. */
const machinePath =
  /(?<![\w.-])(?:\/(?:root|home\/[a-z][\w-]*|Users\/[A-Za-z][\w-]*|work|tmp\/[a-z][\w-]*)\/|[A-Z]:\\Users\\)/
/** In a lockfile or an .npmrc a host means: packages are fetched from there, whatever the reader's own setting. */
const registryHost = /https?:\/\/|tarball:|registry\s*=/

/**
 * @param {string} file @param {string} text
 * @returns {string[]} what in this file ties it to one machine, with its place
 */
export const tracesIn = (file, text) => {
  const isRegistryFile = /(^|\/)(pnpm-lock\.yaml|package-lock\.json|\.npmrc)$/.test(file)
  return text.split('\n').flatMap((line, index) => {
    const found = machinePath.exec(line)?.[0] ?? (isRegistryFile ? registryHost.exec(line)?.[0] : undefined)
    return found ? [`${file}:${index + 1} holds ${found}`] : []
  })
}

/** @type {import('./run-checks.mjs').Check} */
export const traces = {
  name: 'no traces of one machine',
  run: async () => {
    const found = []
    for (const file of await sourceFiles()) {
      if (!existsSync(join(root, file))) continue
      const content = readFileSync(join(root, file))
      if (!content.includes(0)) found.push(...tracesIn(file, content.toString('utf8')))
    }
    return found.length === 0 ? passed : failed(found.join('\n'))
  },
}
