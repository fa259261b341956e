/** Markup, as opposed to text. */
export interface Html {
  readonly markup: string
}

const characters: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => characters[one] ?? '')

type Part = Html | string | null | false | readonly Part[]

const markupOf = (part: Part): string => {
  if (part === null || part === false) return ''
  if (typeof part === 'string') return escaped(part)
  return 'markup' in part ? part.markup : part.map(markupOf).join('')
}

/** Whatever is filled in is text, unless it is markup itself; `null` and `false` are nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: strings.reduce((text, string, at) => text + markupOf(parts[at - 1] ?? null) + string),
})

/** A sentence with names in it, `{such}`: each is told apart, and keeps its own direction. */
export const sentence = (text: string, names: Readonly<Record<string, string>>): Html => ({
  markup: text
    .split(/\{(\w+)\}/)
    .map((part, at) =>
      at % 2 === 0 ? escaped(part) : html`<strong><bdi>${names[part] ?? ''}</bdi></strong>`.markup,
    )
    .join(''),
})
