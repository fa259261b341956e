import { bellEnglish } from './bell-english.js'
import { blocksEnglish } from './blocks-english.js'
import { english as panelEnglish } from './english.js'
import { laterEnglish } from './later-english.js'
import { preferencesEnglish } from './preferences-english.js'
import type { Message } from './say.js'

/** All English texts, in groups that are loaded together. */
export interface English {
  bell: typeof bellEnglish
  panel: typeof panelEnglish
  later: typeof laterEnglish
  blocks: typeof blocksEnglish
  preferences: typeof preferencesEnglish
}
export type Group = keyof English
export type KeyOf<G extends Group> = { [One in G]: keyof English[One] & string }[G]

const english: English = {
  bell: bellEnglish,
  panel: panelEnglish,
  later: laterEnglish,
  blocks: blocksEnglish,
  preferences: preferencesEnglish,
}

/** A text that is the same for every number, or all forms that the language has. */
type Translation<Form extends Intl.LDMLPluralRule> =
  | string
  | ([Form] extends [never] ? never : Record<Form | 'other', string>)

/** Every text in a language with these plural forms. */
export type Catalogue<Form extends Intl.LDMLPluralRule> = {
  [G in Group]: Record<keyof English[G], Translation<Form>>
}

/** A language as it is loaded: the texts of each group in the order of its English keys, which are there already. */
export type Texts = Record<Group, readonly Message[]>

/** Leaves the keys out: a third of what a language would weigh. The build calls it, so nobody loads it. */
export function inOrder<Form extends Intl.LDMLPluralRule>(catalogue: Catalogue<Form>): Texts {
  const textsOf = (group: Group): Message[] => {
    const texts: Record<string, Message> = catalogue[group]
    return Object.keys(english[group]).map((key) => texts[key] ?? '')
  }
  return {
    bell: textsOf('bell'),
    panel: textsOf('panel'),
    later: textsOf('later'),
    blocks: textsOf('blocks'),
    preferences: textsOf('preferences'),
  }
}
