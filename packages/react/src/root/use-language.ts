'use client'

import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react'
import type { Texts } from '../text/catalogue.js'
import { languages } from '../text/languages.js'
import { toLocale } from '../text/say.js'

declare const process: { env: { NODE_ENV?: string } }

/** What the inbox speaks. */
export interface Language {
  /** For figures, times and plural forms. */
  locale: string
  /** Empty in English, which needs none; `undefined` until they are here, and on the server. */
  texts: Partial<Texts> | undefined
  /** The root's, where the language is not written as the page around is. */
  dir?: 'rtl' | undefined
}

const english: Partial<Texts> = {}
const never = () => () => {}
const pageLocale = (): string => document.documentElement.lang || navigator.language

/**
 * The given language, else the page's, else the browser's. After a change the one before stays until the texts of the
 * new one are here. Where texts cannot be loaded, all is English.
 */
export function useLanguage(code: string | undefined, root: RefObject<Element | null>): Language {
  const page = useSyncExternalStore(never, pageLocale, () => '')
  const said = code || page
  const locale = toLocale(said)
  const load = languages[locale.split('-')[0] ?? '']
  const [shown, setShown] = useState<Language>({ locale: 'en', texts: undefined })
  if (said && !load && !(shown.texts === english && shown.locale === locale))
    setShown({ locale, texts: english })
  useEffect(() => {
    let isWanted = true
    const show = (language: Language) => isWanted && setShown(language)
    load?.().then(
      ({ texts, dirOf }) => show({ locale, texts, dir: dirOf?.(root.current) }),
      () => {
        if (process.env.NODE_ENV !== 'production')
          console.error(
            `inboxkit: the texts in "${locale}" could not be loaded, so the inbox speaks English.`,
          )
        show({ locale: 'en', texts: english })
      },
    )
    return () => {
      isWanted = false
    }
  }, [load, locale, root])
  return shown
}
