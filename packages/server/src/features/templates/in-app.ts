import type { Block, InAppTemplate, LocaleChannels, TemplateChannels } from '@inboxkit/protocol'
import { cachedByContent } from '../../compiled-cache.js'
import { link } from '../triggers/link.js'
import { type CompiledText, compileText, type Variables } from './handlebars/compile.js'
import { RenderProblem, rendering } from './handlebars/rendering.js'
import { closestLanguage } from './languages.js'

export type { Variables } from './handlebars/compile.js'
export { RenderProblem } from './handlebars/rendering.js'

/** What a notification says, of a template. */
export interface InAppContent {
  title: string
  message: string | null
  icon: string | null
  url: string | null
  blocks: Block[] | null
}

/** As much of a template as rendering takes. */
export interface RenderedTemplate {
  channels: TemplateChannels
  locales: Record<string, LocaleChannels> | null
}

export interface CompiledInApp {
  /** @throws RenderProblem */
  render(variables: Variables, language?: string): InAppContent
}

const longestTitle = 1_000
const longestMessage = 20_000

type BlockTexts = Pick<Block, 'text' | 'link' | 'src'>

const compileOptional = (source: string | null | undefined): CompiledText | null =>
  source === null || source === undefined || source === '' ? null : compileText(source)

const compileBlock = ({ text, link: href, src, ...rest }: Block): ((variables: Variables) => Block) => {
  const texts = { text: compileOptional(text), link: compileOptional(href), src: compileOptional(src) }
  return (variables) => {
    const shown: BlockTexts = {}
    for (const name of ['text', 'link', 'src'] as const) {
      const rendered = texts[name]?.render(variables)
      if (rendered) shown[name] = name === 'text' ? rendered : checkLink(rendered, `a block’s ${name}`)
    }
    return { ...rest, ...shown }
  }
}

const checkLink = (text: string, field: string): string => {
  const checked = link.safeParse(text)
  if (!checked.success) throw new RenderProblem(`${field} is no link that is allowed`)
  return checked.data
}

const within = (text: string, most: number, field: string): string => {
  if (text.length > most)
    throw new RenderProblem(`${field} renders to more than ${most.toLocaleString('en')} characters`)
  return text
}

/** @throws Error for texts that were never checked */
export const compileInApp = ({ title, message, url, icon, blocks }: InAppTemplate): CompiledInApp => {
  const texts = {
    title: compileText(title),
    message: compileOptional(message),
    url: compileOptional(url),
    icon: compileOptional(icon),
  }
  const parts = blocks?.map(compileBlock)
  return {
    render: (variables, language = 'en') =>
      rendering(language, () => {
        const shownTitle = within(texts.title.render(variables), longestTitle, 'title')
        if (shownTitle.trim() === '') throw new RenderProblem('title renders to nothing')
        const shownMessage = texts.message?.render(variables)
        const shownUrl = texts.url?.render(variables)
        const shownIcon = texts.icon?.render(variables)
        return {
          title: shownTitle,
          message: shownMessage ? within(shownMessage, longestMessage, 'message') : null,
          icon: shownIcon ? checkLink(shownIcon, 'icon') : null,
          url: shownUrl ? checkLink(shownUrl, 'url') : null,
          blocks: parts && parts.length > 0 ? parts.map((part) => part(variables)) : null,
        }
      }),
  }
}

/** A template in the languages that it was asked for in; `null` = its own. */
const compiledOf = cachedByContent(500, (_template: RenderedTemplate) => ({
  byLanguage: new Map<string | null, CompiledInApp>(),
}))

const findCompiled = (template: RenderedTemplate, language: string | undefined): CompiledInApp => {
  const { channels, locales } = template
  const { byLanguage } = compiledOf(template)
  const name = closestLanguage(language, Object.keys(locales ?? {}))
  const known = byLanguage.get(name)
  if (known) return known
  if (!channels.inApp) throw new RenderProblem('the template has no inApp channel')
  const own = name === null ? undefined : locales?.[name]?.inApp
  const made = compileInApp({ ...channels.inApp, ...own })
  byLanguage.set(name, made)
  return made
}

/**
 * What a template says in the inbox.
 * @param language the recipient's, as `languageOf` reads it; the closest that the template has is taken
 * @throws RenderProblem when it cannot be rendered, its title is empty, a text too long or a link not allowed
 */
export const renderInApp = (
  template: RenderedTemplate,
  variables: Variables,
  language?: string,
): InAppContent => findCompiled(template, language).render(variables, language)
