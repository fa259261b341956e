import type { Block, InAppTemplate } from '@inboxkit/protocol'
import { longestPlaceholder } from '../triggers/answer-fields.js'
import { findCompiled, type RenderedTemplate } from './compiled-templates.js'
import type { Variables } from './handlebars/compile.js'
import { rendering } from './handlebars/rendering.js'
import { compileField, compileOptional } from './results.js'

export type { RenderedTemplate } from './compiled-templates.js'
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

export interface CompiledInApp {
  /** @throws RenderProblem */
  render(variables: Variables, language?: string): InAppContent
}

const longestTitle = 1_000
const longestMessage = 20_000

type BlockTexts = Pick<Block, 'text' | 'link' | 'src' | 'placeholder'>

const compileBlock = (
  { text, link, src, placeholder, ...rest }: Block,
  place: number,
): ((variables: Variables) => Block) => {
  const texts = {
    text: compileOptional(`blocks[${place}].text`, text),
    link: compileOptional(`blocks[${place}].link`, link, { isLink: true }),
    src: compileOptional(`blocks[${place}].src`, src, { isLink: true }),
    placeholder: compileOptional(`blocks[${place}].placeholder`, placeholder, { most: longestPlaceholder }),
  }
  return (variables) => {
    const shown: BlockTexts = {}
    for (const name of ['text', 'link', 'src', 'placeholder'] as const) {
      const rendered = texts[name](variables)
      if (rendered !== null) shown[name] = rendered
    }
    return { ...rest, ...shown }
  }
}

/** @throws Error for texts that were never checked */
export const compileInApp = ({ title, message, url, icon, blocks }: InAppTemplate): CompiledInApp => {
  const texts = {
    title: compileField('title', title, { most: longestTitle, isNeeded: true }),
    message: compileOptional('message', message, { most: longestMessage }),
    url: compileOptional('url', url, { isLink: true }),
    icon: compileOptional('icon', icon, { isLink: true }),
  }
  const parts = blocks?.map(compileBlock)
  return {
    render: (variables, language = 'en') =>
      rendering(language, () => ({
        title: texts.title(variables),
        message: texts.message(variables),
        icon: texts.icon(variables),
        url: texts.url(variables),
        blocks: parts && parts.length > 0 ? parts.map((part) => part(variables)) : null,
      })),
  }
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
): InAppContent => findCompiled(template, 'inApp', language, compileInApp).render(variables, language)
