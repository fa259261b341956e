// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { contrast } from './testing/contrast.js'
import { readSource, readStyles, selectorsOf } from './testing/css.js'

const css = readStyles('styles.css')
const tokens = readSource('styles/tokens.css')

/** What a token is in light and in dark, before any host has said otherwise. */
function token(name: string): { light: string; dark: string } {
  const [, value = ''] = new RegExp(`--ibx-${name}: var\\(--inbox-${name}, (.*)\\);`).exec(tokens) ?? []
  const [, light = value, dark = value] = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value) ?? []
  if (!/^#\w{6}$/.test(light) || !/^#\w{6}$/.test(dark))
    throw new Error(`No colour --inbox-${name}: ${value}`)
  return { light, dark }
}
const between = (text: string, ground: string, mode: 'light' | 'dark'): number =>
  Math.round(contrast(token(text)[mode], token(ground)[mode]) * 10) / 10

describe('the stylesheet', () => {
  it('gives every rule the specificity of exactly one class', () => {
    const selectors = selectorsOf(css)
    expect(selectors.length).toBeGreaterThan(150)
    const others = selectors.filter(({ specificity }) => String(specificity) !== '0,1,0')
    // The two switches for hosts that lower `light-dark()` weigh nothing at all.
    expect(others.map(({ text, specificity }) => [text.includes('"root"'), String(specificity)])).toEqual([
      [true, '0,0,0'],
    ])
  })

  it('notices a rule that weighs more', () => {
    const weights = selectorsOf('.a.b {} button {} #a {} .a:hover {} .a:where(.b:hover) {} .a::after {}')
    expect(weights.map(({ specificity }) => String(specificity))).toEqual([
      '0,2,0',
      '0,0,1',
      '1,0,0',
      '0,2,0',
      '0,1,0',
      '0,1,0',
    ])
  })

  it('names nothing but its own classes', () => {
    const classes = new Set([...css.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name))
    const foreign = [...classes].filter((name) => !name?.startsWith('inbox-'))
    expect(foreign).toEqual(['dark'])
  })

  it('asks for nothing from the network and holds no data URLs', () => {
    expect(css).not.toMatch(/url\(|@font-face|!important/)
  })

  it('is the same in a layer', () => {
    const layered = readStyles('styles.layer.css')
    expect(layered).toMatch(/@layer inboxkit\s*\{/)
    expect(selectorsOf(layered)).toHaveLength(selectorsOf(css).length)
  })
})

describe('contrast', () => {
  // LOOK.md, section Colour: text, ground, in light, in dark.
  it.each([
    ['text', 'surface', 17.7, 16.1],
    ['text-2', 'surface', 7.7, 8.6],
    ['text-3', 'surface', 5.3, 6],
    ['text-3', 'selected', 4.6, 4.9],
    ['control', 'surface', 3.8, 4.4],
    ['accent', 'surface', 6.3, 6.2],
    ['accent-hover', 'surface', 7.9, 7.8],
    ['on-accent', 'accent', 6.3, 6.4],
    ['on-badge', 'badge', 4.8, 4.8],
    ['danger', 'surface', 5.6, 7],
    ['notice-warning', 'notice-warning-surface', 6.9, 8.8],
    ['notice-danger', 'notice-danger-surface', 6.4, 7.7],
  ])('of %s on %s is %d in light and %d in dark', (text, ground, light, dark) => {
    expect(Math.abs(between(text, ground, 'light') - light)).toBeLessThan(0.11)
    expect(Math.abs(between(text, ground, 'dark') - dark)).toBeLessThan(0.11)
  })

  it.each([1, 2, 3, 4, 5, 6])('of avatar tint %d is at least 5.7', (tint) => {
    for (const mode of ['light', 'dark'] as const)
      expect(between(`tint-${tint}`, `tint-${tint}-surface`, mode)).toBeGreaterThanOrEqual(5.7)
  })

  it('of all text is enough on hovered and selected rows too', () => {
    for (const mode of ['light', 'dark'] as const)
      for (const text of ['text', 'text-2', 'text-3'])
        for (const ground of ['hover', 'selected', 'raised'])
          expect(between(text, ground, mode), `${text} on ${ground}, ${mode}`).toBeGreaterThanOrEqual(4.5)
  })
})
