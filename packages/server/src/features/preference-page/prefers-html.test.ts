import { expect, it } from 'vitest'
import { prefersHtml } from './prefers-html.js'

it.each([
  'text/html',
  'TEXT/HTML; q=1.0',
  // Chromium, Firefox and Safari, when an address is opened.
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'application/json;q=0.5, text/*',
  '*/*, application/json;q=0',
])('a page is wanted by %s', (accept) => {
  expect(prefersHtml(accept)).toBe(true)
})

it.each([
  undefined,
  '',
  '*/*',
  'application/json',
  'application/json, text/plain, */*',
  'text/html, application/json',
  'text/html;q=0.5, application/json;q=0.9',
  'text/html;q=0',
  'text/html;q=2',
  'text/html;q=x, */*',
  'nonsense;;q=,',
])('data is wanted by %s', (accept) => {
  expect(prefersHtml(accept)).toBe(false)
})
