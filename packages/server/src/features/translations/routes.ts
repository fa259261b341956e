import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { optional } from '../../wire/query.js'
import { chooseLanguage, type Language } from './language.js'
import { arabic } from './texts/arabic.js'
import { english, type Texts } from './texts/english.js'
import { french } from './texts/french.js'
import { german } from './texts/german.js'
import { japanese } from './texts/japanese.js'
import { spanish } from './texts/spanish.js'

const texts: Record<Language, Texts> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ar: arabic,
  ja: japanese,
}

const query = z.object({
  locale: optional(
    z
      .string()
      .max(255)
      .describe('Such as `de` or `de-AT`. Absent = what `Accept-Language` prefers, else English'),
  ),
})

const words = z.record(z.string(), z.string())
const textsShape: z.ZodType<Texts> = z
  .object({
    header: z.object({ headerText: z.string(), preferenceText: z.string(), dropdownItems: words }),
    notification: z.object({ dropdownItems: words }),
    channels: words,
    preferenceModal: words,
    notificationFeed: words,
  })
  .meta({ id: 'InAppTexts' }) as unknown as z.ZodType<Texts>

/** Texts are nobody's secret, and the client that asks has nothing to prove its user with in secure and HMAC mode. */
export const translationRoutes = (routes: Routes): void => {
  routes.on(
    'GET',
    '/translations/inapp',
    {
      as: 'anyone',
      tag: 'Inbox',
      summary: 'Get the texts of an inbox in a language',
      query,
      answer: textsShape,
    },
    ({ query: { locale }, request }) => texts[chooseLanguage(locale, request.headers['accept-language'])],
  )
}
