import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { required } from '../required.js'

/** The folder of the built Storybook. */
export const output: string = fileURLToPath(new URL('../storybook-static', import.meta.url))

/** What the index of a built Storybook lists. */
export const idsOf = (folder: string): string[] => {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { entries: object }
  return Object.keys(index.entries)
}

/** The ids of those that must exist and do not. */
export const missingIn = (ids: readonly string[]): string[] =>
  required.map(({ id }) => id).filter((id) => !ids.includes(id))
