// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { contrast } from './testing/contrast.js'
import { readSource, readStyles, selectorsOf } from './testing/css.js'

type Mode = 'light' | 'dark'
type PresetName = 'plain' | 'soft' | 'dense'
const modes = ['light', 'dark'] as const

const css = readStyles('styles.css')
const tokens = readSource('styles/tokens.css')

/** What is set for every root, and what a preset sets on top. */
const plain = tokens.slice(tokens.indexOf('.inbox-root {'))
const rulesOf = (preset: PresetName): string =>
  preset === 'plain'
    ? plain
    : (tokens.slice(tokens.indexOf(`([data-preset="${preset}"])`)).split('}')[0] ?? '')
const valueOf = (name: string, rules: string): string | undefined =>
  new RegExp(`: var\\(--inbox-${name}, (.*)\\);`).exec(rules)?.[1]

/** What a token is in light and in dark, before any host has said otherwise. */
function token(name: string, preset: PresetName = 'plain'): Record<Mode, string> {
  const value = valueOf(name, rulesOf(preset)) ?? valueOf(name, plain) ?? ''
  const [, light = value, dark = value] = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value) ?? []
  if (!/^#\w{6}$/.test(light) || !/^#\w{6}$/.test(dark))
    throw new Error(`No colour --inbox-${name}: ${value}`)
  return { light, dark }
}
const between = (text: string, ground: string, mode: Mode, preset?: PresetName): number =>
  Math.round(contrast(token(text, preset)[mode], token(ground, preset)[mode]) * 10) / 10

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

  // LOOK.md, section Presets.
  it.each<[PresetName, string, string, number, number]>([
    ['soft', 'accent', 'surface', 5.5, 9.5],
    ['dense', 'accent', 'surface', 6.7, 7.4],
  ])('in %s of %s on %s is %d in light and %d in dark', (preset, text, ground, light, dark) => {
    expect(Math.abs(between(text, ground, 'light', preset) - light)).toBeLessThan(0.11)
    expect(Math.abs(between(text, ground, 'dark', preset) - dark)).toBeLessThan(0.11)
  })

  it.each<PresetName>(['plain', 'soft', 'dense'])(
    'of all text is enough on every ground, in %s',
    (preset) => {
      const pairs = ['text', 'text-2', 'text-3'].flatMap((text) =>
        ['surface', 'hover', 'selected', 'raised'].map((ground) => [text, ground] as const),
      )
      const primary = [
        ['accent', 'surface'],
        ['on-accent', 'accent'],
        ['on-accent', 'accent-hover'],
      ] as const
      for (const mode of modes)
        for (const [text, ground] of [...pairs, ...primary])
          expect(between(text, ground, mode, preset), `${text} on ${ground}, ${mode}`).toBeGreaterThanOrEqual(
            4.5,
          )
    },
  )

  it.each<PresetName>(['plain', 'soft', 'dense'])(
    'of the edges of controls is at least 3, in %s',
    (preset) => {
      for (const mode of modes)
        for (const edge of ['control', 'accent'])
          for (const ground of ['surface', 'hover', 'selected'])
            expect(
              between(edge, ground, mode, preset),
              `${edge} on ${ground}, ${mode}`,
            ).toBeGreaterThanOrEqual(3)
    },
  )
})

describe('a preset', () => {
  it.each<[PresetName, string, string]>([
    ['plain', 'max(0.875rem, 13px)', '12px'],
    ['soft', 'max(0.9375rem, 14px)', '16px'],
    ['dense', 'max(0.8125rem, 13px)', '6px'],
  ])('%s has a root of %s and a radius of %s', (preset, size, radius) => {
    expect(valueOf('font-size', rulesOf(preset))).toBe(size)
    expect(valueOf('radius', rulesOf(preset))).toBe(radius)
  })

  it.each<PresetName>(['soft', 'dense'])('%s leaves every variable to the host', (preset) => {
    const set = [...rulesOf(preset).matchAll(/--ibx-([\w-]+): (.*);/g)]
    expect(set.length).toBeGreaterThan(4)
    for (const [, name, value] of set) expect(value).toMatch(new RegExp(`^var\\(--inbox-${name}, `))
  })
})
