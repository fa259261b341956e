import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { required } from '../required.js'
import { idsOf, missingIn, output } from './storybook.js'

const command = createRequire(import.meta.url).resolve('storybook/internal/bin/dispatcher')

test('Storybook builds, and has every story that must exist', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, 'build', '--test', '--quiet', '--output-dir', output],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' },
      encoding: 'utf8',
    },
  )
  expect(status, stdout + stderr).toBe(0)
  expect(missingIn(idsOf(output))).toEqual([])
})

test('a story that is taken away is missed', () => {
  const [first, ...others] = required.map(({ id }) => id)
  expect(missingIn(others)).toEqual([first])
})
