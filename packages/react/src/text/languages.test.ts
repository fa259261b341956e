// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { bellEnglish } from './bell-english.js'
import { blocksEnglish } from './blocks-english.js'
import type { Catalogue, Group } from './catalogue.js'
import { english as panelEnglish } from './english.js'
import { languages } from './languages.js'
import { laterEnglish } from './later-english.js'
import { preferencesEnglish } from './preferences-english.js'
import type { Message } from './say.js'

const english: Record<Group, Record<string, Message>> = {
  bell: bellEnglish,
  panel: panelEnglish,
  later: laterEnglish,
  blocks: blocksEnglish,
  preferences: preferencesEnglish,
}

/** Plural forms that no text needs: "0 selected" is the only one that speaks of none, and nobody has a million. */
const unneeded: Record<string, readonly string[]> = {
  ar: ['zero'],
  de: [],
  es: ['many'],
  fr: ['many'],
  ja: [],
}

const formsOf = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : Object.values(message)
const holesIn = (message: Message): string[] => {
  const all = formsOf(message).flatMap((form) => form.match(/\{\w*\}/g) ?? [])
  return [...new Set(all)].sort()
}

describe.each(Object.keys(unneeded))('the texts in %s', (code) => {
  const load = async () => {
    const loaded = await languages[code]?.()
    if (!loaded) throw new Error(`There are none in ${code}`)
    return Object.entries(english).flatMap(([group, texts]) => {
      const inLanguage = loaded.texts[group as Group]
      expect(inLanguage).toHaveLength(Object.keys(texts).length)
      return Object.entries(texts).map(([key, ours], at) => ({ key, ours, theirs: inLanguage[at] ?? '' }))
    })
  }

  it('say everything that English says, with the same holes', async () => {
    for (const { key, ours, theirs } of await load()) {
      for (const form of formsOf(theirs)) expect(form.trim(), key).toBe(form)
      expect(formsOf(theirs).join('').length, key).toBeGreaterThan(0)
      expect(holesIn(theirs), key).toEqual(holesIn(ours))
    }
  })

  it('have every plural form that Intl knows, but those that no text needs', async () => {
    const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions()
    const needed = pluralCategories.filter((form) => !unneeded[code]?.includes(form)).sort()
    for (const { key, theirs } of await load()) {
      if (typeof theirs === 'string') continue
      expect(Object.keys(theirs).sort(), key).toEqual(needed)
    }
  })

  it('are calm: no exclamation marks', async () => {
    for (const { key, theirs } of await load())
      for (const form of formsOf(theirs)) expect(form, key).not.toMatch(/[!！¡]/)
  })
})

describe('a catalogue', () => {
  type German = Catalogue<'one' | 'other'>

  it('must have every key, and no other', () => {
    const bell: German['bell'] = { bell: 'Glocke', bellWithCount: '{count} neue' }
    // @ts-expect-error: `bellWithCount` is missing.
    const short: German['bell'] = { bell: 'Glocke' }
    // @ts-expect-error: nobody says `ring`.
    const long: German['bell'] = { ...bell, ring: 'Läuten' }
    expect([short, long]).toBeDefined()
  })

  it('must give all forms of its language', () => {
    // @ts-expect-error: German has one for one, too.
    const half: German['blocks']['stars'] = { other: '{count} Sterne' }
    // @ts-expect-error: Japanese has no plural.
    const stars: Catalogue<never>['blocks']['stars'] = { other: '星{count}個' }
    expect([half, stars]).toBeDefined()
  })
})
