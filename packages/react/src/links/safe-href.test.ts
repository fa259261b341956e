import { describe, expect, it } from 'vitest'
import { ownPath, safeHref } from './safe-href.js'

describe('safeHref', () => {
  it.each([
    'https://example.com/a',
    'http://x',
    'mailto:a@b.c',
    'tel:+1555',
    '/orders/7',
    'orders',
    '#x',
    '?q=1',
    '//cdn.example.com/x',
  ])('takes %s for a link', (address) => {
    expect(safeHref(address)).toBe(address)
  })

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
    'https://',
    '',
    null,
  ])('does not take %j for a link', (address) => {
    expect(safeHref(address)).toBeUndefined()
  })
})

describe('ownPath', () => {
  it('is path, query and hash of the own origin', () => {
    expect(ownPath('/a?b=1#c')).toBe('/a?b=1#c')
    expect(ownPath(`${location.origin}/a`)).toBe('/a')
  })

  it('is nothing for another origin', () => {
    expect(ownPath('https://example.com/a')).toBeUndefined()
    expect(ownPath('mailto:a@b.c')).toBeUndefined()
  })
})
