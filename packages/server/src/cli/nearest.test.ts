import { expect, it } from 'vitest'
import { nearest } from './nearest.js'

const known = ['serve', 'send', 'doctor', 'publish', 'apps', 'keys']

it.each([
  ['serv', 'serve'],
  ['sreve', 'serve'],
  ['docter', 'doctor'],
  ['publsih', 'publish'],
  ['doc', 'doctor'],
  ['app', 'apps'],
  ['sned', 'send'],
  ['frob', undefined],
  ['', undefined],
  ['x', undefined],
])('takes %j for %j', (word, meant) => {
  expect(nearest(word, known)).toBe(meant)
})
