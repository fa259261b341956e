import { type FieldProblem, problem, type TemplateDefinition } from '@inboxkit/protocol'
import { inTurns } from '../../in-turns.js'
import { compileText } from './handlebars/compile.js'
import { countBraces, SyntaxProblem } from './handlebars/syntax.js'

/** A text that is a template. */
export interface Text {
  /** Where it stands, such as `channels.inApp.title`. */
  field: string
  source: string
  isHtml: boolean
}

/** All texts of a template take about as long to compile as 5,000 expressions do: a second. */
const mostBraces = 5_000
const mostProblems = 20

/** In a block, these are not for people to read. */
const fixed = new Set(['id', 'type', 'variant', 'state', 'event'])

/** Every text under `value`, but what of blocks is not for people to read. */
export const textsOf = (value: unknown, field: string): Text[] => {
  if (typeof value === 'string') return [{ field, source: value, isHtml: field.endsWith('.email.html') }]
  if (Array.isArray(value)) return value.flatMap((entry, at) => textsOf(entry, `${field}[${at}]`))
  if (typeof value !== 'object' || value === null) return []
  const isBlock = field.endsWith(']')
  return Object.entries(value).flatMap(([key, entry]) =>
    isBlock && fixed.has(key) ? [] : textsOf(entry, `${field}.${key}`),
  )
}

const problemOf = ({ source, isHtml, field }: Text): FieldProblem | null => {
  try {
    compileText(source, { isHtml })
    return null
  } catch (cause) {
    if (!(cause instanceof SyntaxProblem)) throw cause
    return { field, message: cause.message }
  }
}

/**
 * Compiles texts, to see whether they can be.
 * @param root where all of them stand
 * @throws Problem `invalid_request` that names the fields which cannot
 */
export const checkTexts = async (all: readonly Text[], root: string): Promise<void> => {
  const texts = all.filter(({ source }) => source.includes('{{'))
  if (texts.reduce((sum, { source }) => sum + countBraces(source), 0) > mostBraces)
    throw problem('invalid_request', {
      fields: [
        {
          field: root,
          message: `must have at most ${mostBraces.toLocaleString('en')} pairs of braces in all texts together`,
        },
      ],
    })
  const fields: FieldProblem[] = []
  for await (const text of inTurns(texts)) {
    const found = problemOf(text)
    if (found) fields.push(found)
    if (fields.length === mostProblems) break
  }
  if (fields.length > 0) throw problem('invalid_request', { fields })
}

/** @param above where the template stands itself, such as `template.` */
export const checkTemplate = async ({ channels, locales }: TemplateDefinition, above = ''): Promise<void> => {
  for (const [root, value] of Object.entries({ channels, locales: locales ?? {} }))
    await checkTexts(textsOf(value, `${above}${root}`), `${above}${root}`)
}
