import type { Texts } from './catalogue.js'

export interface LanguageModule {
  texts: Texts
  /** For languages that are written from right to left: the `dir` that the root needs. */
  dirOf?: (root: Element | null) => 'rtl' | undefined
}

/** Loads a language, by the first part of a locale's code. English is there by itself. */
export const languages: Readonly<Record<string, (() => Promise<LanguageModule>) | undefined>> = {
  ar: () => import('./arabic.js'),
  de: () => import('./languages/german.js'),
  es: () => import('./languages/spanish.js'),
  fr: () => import('./languages/french.js'),
  ja: () => import('./languages/japanese.js'),
}
