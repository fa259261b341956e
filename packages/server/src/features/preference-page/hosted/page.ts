import type { Language } from '../../translations/language.js'
import { directionOf, type PageTexts, pageTexts } from '../../translations/preference-page/index.js'
import { type Html, html, sentence } from './html.js'

/** How a visitor came, and where from here. */
export interface Visit {
  language: Language
  /** The path below which this server is reached, without a slash at its end. */
  base: string
  /** What addresses of these pages have after the question mark. */
  search: string
}

/** What the message was about: `null` = e-mail as a whole. */
export interface Subject {
  app: string
  /** The customer of the app for whom it was sent. */
  tenant: string | null
  category: { name: string; description: string | null; isRequired: boolean } | null
  isOn: boolean
}

/** What the visitor has just done here. */
export type Done = 'turnedOff' | 'turnedOn' | null

const paths = {
  mail: 'M2.5 4.5h11v8h-11zM2.5 5l5.5 4 5.5-4',
  off: 'M2.5 4.5h11v8h-11zM2.5 5l5.5 4 5.5-4M2 14 14 2',
  done: 'M3 8.5 6.5 12 13 4.5',
  broken: 'M6.5 9.5 9.5 6.5M7 5l1.5-1.5a2.5 2.5 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.5 2.5 0 0 1-4-4L5 7',
} as const

const icon = (name: keyof typeof paths): Html =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${paths[name]}"/></svg>`

/** @param body what stands below the head */
const frame = ({ language, base }: Visit, title: string, sender: string | null, body: Html): string => {
  const heading = pageTexts[language].title
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${sender === null ? title : `${title} · ${sender}`}</title>
<link rel="icon" href="${base}/favicon.svg">
<link rel="stylesheet" href="${base}/preferences/page.css">
</head>
<body>
<main class="page">
<header class="head">
${sender !== null && html`<p class="sender"><bdi>${sender}</bdi></p>`}
<h1 class="title">${heading}</h1>
</header>
${body}
</main>
</body>
</html>
`.markup
}

const form = ({ base, search }: Visit, act: string, label: string): Html =>
  html`<form method="post" action="${base}/preferences/${act}?${search}"><button class="button">${label}</button></form>`

const said = (texts: PageTexts, subject: Subject, done: Done): Html => {
  const { category, isOn } = subject
  const key = done ?? (isOn ? 'isOn' : 'isOff')
  const text = category?.isRequired ? texts.isRequired : texts[category ? key : (`${key}Whole` as const)]
  return sentence(text, { category: category?.name ?? '', sender: subject.tenant ?? subject.app })
}

const subjectOf = (visit: Visit, subject: Subject, done: Done): Html => {
  const texts = pageTexts[visit.language]
  const { category, isOn } = subject
  const act = isOn ? form(visit, 'unsubscribe', texts.unsubscribe) : form(visit, 'resubscribe', texts.turnOn)
  return html`<section class="subject"${done && html` role="status"`}>
${icon(done ? 'done' : isOn ? 'mail' : 'off')}
<div class="words">
<p class="said">${said(texts, subject, done)}</p>
${category?.description ? html`<p class="more"><bdi>${category.description}</bdi></p>` : null}
${!category?.isRequired && act}
</div>
</section>`
}

/** Everything else that can be chosen: nothing of it is needed for what the message was about. */
const elementOf = ({ language, base }: Visit, token: string): Html => html`
<script src="${base}/inboxkit.js" defer></script>
<inbox-kit-preferences class="all" base-url="${base || '/'}" token="${token}" locale="${language}"></inbox-kit-preferences>
<noscript><p class="more">${pageTexts[language].needsScript}</p></noscript>`

/** @param subject `null` = what the message was about is gone */
export const preferencePage = (
  visit: Visit,
  app: string,
  subject: Subject | null,
  done: Done,
  token: string,
): string => {
  const texts = pageTexts[visit.language]
  const sender = subject?.tenant ? `${subject.tenant} · ${app}` : app
  const about = subject ? subjectOf(visit, subject, done) : notice('broken', texts.goneTitle, texts.gone)
  return frame(visit, texts.title, sender, html`${about}${elementOf(visit, token)}`)
}

const notice = (name: keyof typeof paths, title: string, text: string): Html =>
  html`<section class="subject">
${icon(name)}
<div class="words">
<p class="said">${title}</p>
<p class="more">${text}</p>
</div>
</section>`

/** @param why `broken` = the link is none, `failed` = it may work later */
export const refusalPage = (visit: Visit, why: 'broken' | 'failed'): string => {
  const texts = pageTexts[visit.language]
  const title = texts[`${why}Title`]
  return frame(visit, title, null, notice('broken', title, texts[why]))
}
