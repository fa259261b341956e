import { link } from '../triggers/link.js'
import { type CompiledText, compileText, type Variables } from './handlebars/compile.js'
import { RenderProblem } from './handlebars/rendering.js'

/** @throws SyntaxProblem */
export const compileOptional = (
  source: string | null | undefined,
  options?: { isHtml?: boolean },
): CompiledText | null =>
  source === null || source === undefined || source === '' ? null : compileText(source, options)

/** @throws RenderProblem that names the field */
export const within = (text: string, most: number, field: string): string => {
  if (text.length > most)
    throw new RenderProblem(`${field} renders to more than ${most.toLocaleString('en')} characters`)
  return text
}

/** @throws RenderProblem that names the field */
export const notBlank = (text: string, field: string): string => {
  if (text.trim() === '') throw new RenderProblem(`${field} renders to nothing`)
  return text
}

/** @throws RenderProblem that names the field */
export const checkLink = (text: string, field: string): string => {
  const checked = link.safeParse(text)
  if (!checked.success) throw new RenderProblem(`${field} is no link that is allowed`)
  return checked.data
}

/** `null` where a text comes out empty. @throws RenderProblem */
export const renderOptional = (
  text: CompiledText | null,
  variables: Variables,
  check: (rendered: string) => string,
): string | null => {
  const rendered = text?.render(variables)
  return rendered ? check(rendered) : null
}

/** For what is shown in one line, and must not end one early: the header of an e-mail, for example. */
export const inOneLine = (text: string): string =>
  text.replace(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/g, ' ').trim()
