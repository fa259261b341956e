import type { Language } from '../language.js'
import { arabic } from './arabic.js'
import { english, type PageTexts } from './english.js'
import { french } from './french.js'
import { german } from './german.js'
import { japanese } from './japanese.js'
import { spanish } from './spanish.js'

export type { PageTexts } from './english.js'

export const pageTexts: Readonly<Record<Language, PageTexts>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ar: arabic,
  ja: japanese,
}

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr')
