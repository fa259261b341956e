import { isStorable } from '../../../storage/storable.js'
import { createHelpers, inlineHelpers, writer } from './helpers.js'
import { RenderProblem, rendering } from './rendering.js'
import { readTemplate, SyntaxProblem } from './syntax.js'

/** What templates read: `data`, `recipient` and so on. JSON values only. */
export type Variables = Record<string, unknown>

export interface CompiledText {
  /** @throws RenderProblem */
  render(variables: Variables): string
}

const handlebars = createHelpers()

const knownHelpers = Object.fromEntries([...inlineHelpers, writer].map((name) => [name, true])) as Record<
  string,
  boolean
> &
  NonNullable<NonNullable<Parameters<typeof handlebars.compile>[1]>['knownHelpers']>

// Set, so that nothing is written to the console when a template tries.
const strict = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }

/** Handlebars shows where it stopped over several lines, the last of which says what it wanted. */
const sayParseError = (error: unknown): string => {
  const lines = error instanceof Error ? error.message.split('\n') : []
  return `must be a Handlebars template: ${lines[0] ?? ''} ${lines.at(-1)?.slice(0, 300) ?? ''}`.trim()
}

/**
 * Compiles a text. Templates reach own properties only, the helpers of `helpers.ts`, and nothing else: no partials, no
 * decorators, no prototypes.
 * @param isHtml whether `{{ }}` escapes; `{{{ }}}` never does
 * @throws SyntaxProblem that says what is wrong
 */
export const compileText = (source: string, { isHtml = false } = {}): CompiledText => {
  if (!source.includes('{{')) return { render: () => source }
  let template: ReturnType<typeof handlebars.compile>
  try {
    template = handlebars.compile(readTemplate(source), {
      knownHelpers,
      knownHelpersOnly: true,
      noEscape: !isHtml,
    })
    // It is compiled when it is first used, and what is wrong shall show now.
    rendering('en', () => template({}, strict))
  } catch (error) {
    if (error instanceof SyntaxProblem) throw error
    throw new SyntaxProblem(sayParseError(error), { cause: error })
  }
  return { render: (variables) => render(template, variables) }
}

/** `{{data.name.[0]}}` is half of an emoji, at times, which no database stores. */
const storable = (text: string): string =>
  isStorable(text) ? text : text.replace(/\p{Surrogate}/gu, '\uFFFD')

const render = (template: ReturnType<typeof handlebars.compile>, variables: Variables): string => {
  try {
    return storable(template(variables, strict))
  } catch (cause) {
    if (cause instanceof RenderProblem) throw cause
    throw new RenderProblem(`cannot be rendered: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
