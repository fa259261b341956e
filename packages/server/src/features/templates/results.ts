import { link } from '../triggers/link.js'
import { type CompiledText, compileText, type Variables } from './handlebars/compile.js'
import { RenderProblem } from './handlebars/rendering.js'

/** One text of a channel. @throws RenderProblem that names it */
export type FillField = (variables: Variables) => string

interface FieldOptions {
  isHtml?: boolean
  /** For what is shown in one line, and must not end one early: the header of an e-mail, for example. */
  inOneLine?: boolean
  /** Characters. */
  most?: number
  /** Whether it has to say something. */
  isNeeded?: boolean
  isLink?: boolean
}

const asOneLine = (text: string): string => text.replace(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/g, ' ').trim()

const render = (text: CompiledText, variables: Variables, field: string): string => {
  try {
    return text.render(variables)
  } catch (cause) {
    if (!(cause instanceof RenderProblem) || cause.field !== undefined) throw cause
    throw new RenderProblem(cause.said, { field, cause })
  }
}

/** @throws SyntaxProblem for a text that was never checked */
export const compileField = (
  field: string,
  source: string,
  { isHtml = false, inOneLine = false, most, isNeeded = false, isLink = false }: FieldOptions = {},
): FillField => {
  const text = compileText(source, { isHtml })
  return (variables) => {
    const whole = render(text, variables, field)
    const shown = inOneLine ? asOneLine(whole) : whole
    if (most !== undefined && shown.length > most)
      throw new RenderProblem(`renders to more than ${most.toLocaleString('en')} characters`, { field })
    if (isNeeded && shown.trim() === '') throw new RenderProblem('renders to nothing', { field })
    if (isLink && shown !== '' && !link.safeParse(shown).success)
      throw new RenderProblem('is no link that is allowed', { field })
    return shown
  }
}

/** The same for a text that need not be there: `null` where it comes out empty. */
export const compileOptional = (
  field: string,
  source: string | null | undefined,
  options?: FieldOptions,
): ((variables: Variables) => string | null) => {
  if (source === null || source === undefined || source === '') return () => null
  const fill = compileField(field, source, options)
  return (variables) => fill(variables) || null
}
