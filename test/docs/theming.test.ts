import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readPage } from './blocks.js'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { useWorld } from './world.js'

const world = useWorld()
const folder = 'packages/react/src/styles'
const styles = readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))
  .map((name) => readPage(`${folder}/${name}`))
  .join('\n')

/** What the stylesheet does not know, of the variables, classes and states that a text names. */
const unknownIn = (text: string): string[] =>
  [
    ...[...text.matchAll(/--inbox-[\w-]+/g)].filter(
      ([name]) => !styles.includes(`var(${name},`) && !styles.includes(`${name},`),
    ),
    ...[...text.matchAll(/\.inbox-[\w-]+|\[data-[\w-]+\]/g)].filter(([name]) => !styles.includes(name)),
  ].map(([name]) => name)

const known = async (code: string): Promise<string> => unknownIn(code).join(' ')

describePage({
  file: 'docs/theming.md',
  world,
  special: {
    variables: known,
    rules: known,
    layers: async () => readPage('packages/react/src/styles.layer.css'),
    preset: async (code) => {
      await world.asApp('PUT', '/v3/users/ann', {})
      return renderHeader(code, world, 'ann', '')
    },
  },
  outcomes: {
    variables: (unknown) => expect(unknown).toBe(''),
    rules: (unknown) => expect(unknown).toBe(''),
    layers: (file) => expect(file).toMatch(/layer\(?\s*inboxkit/),
    preset: (bell) => expect(bell).toBe('Notifications, 2 new'),
  },
})

it('names no variable that the stylesheet does not have', () => {
  expect(unknownIn(readPage('docs/theming.md'))).toEqual([])
  expect(unknownIn('--inbox-colour .inbox-itm [data-unred]')).toEqual([
    '--inbox-colour',
    '.inbox-itm',
    '[data-unred]',
  ])
})
