import Handlebars from 'handlebars'
import { blockHelpers, inlineHelpers, writer } from './helpers.js'

/** What is wrong with a template, as the end of a sentence. */
export class SyntaxProblem extends Error {}

/** Blocks and parentheses inside each other. */
const mostDepth = 32

/** Expressions and ends of blocks in one text. */
const mostBraces = 2_000

export const countBraces = (source: string): number => source.split('{{').length - 1

/** What would take the parser long, found without parsing: its time grows with the square of the depth. */
const checkSize = (source: string): void => {
  if (countBraces(source) > mostBraces)
    throw new SyntaxProblem(`must have at most ${mostBraces.toLocaleString('en')} pairs of braces`)
  let blocks = 0
  for (const [, sign, rest = ''] of source.matchAll(/\{\{\{*~?([#/^]?)([^{}]*)/g)) {
    if (sign === '#') blocks++
    if (sign === '/') blocks--
    let parentheses = 0
    for (const one of rest) {
      if (one === '(') parentheses++
      if (one === ')') parentheses--
      if (blocks + parentheses > 2 * mostDepth) throw tooDeep()
    }
  }
}

const tooDeep = (): SyntaxProblem => new SyntaxProblem(`must not nest deeper than ${mostDepth}`)

const isSimple = (path: hbs.AST.Expression): boolean =>
  path.type === 'PathExpression' && Handlebars.AST.helpers.simpleId(path as hbs.AST.PathExpression)

const refuse = (what: string): never => {
  throw new SyntaxProblem(`must not use ${what}`)
}

const listed = (names: readonly string[]): string => names.join(', ')

/**
 * Goes through a parsed template: refuses what is not among our helpers, or reaches for other templates, and gives
 * every expression that is written to `write`, which keeps count.
 */
class Rewriter extends Handlebars.Visitor {
  #depth = 0

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const { original } = block.path
    const isHelper = isSimple(block.path) && blockHelpers.includes(original)
    if (!isHelper && (block.params.length > 0 || block.hash || inlineHelpers.includes(original)))
      refuse(`the block ${original}: there are ${listed(blockHelpers)}`)
    if (isHelper && block.params.length !== 1)
      throw new SyntaxProblem(`must give {{#${original}}} exactly one value`)
    this.#inside(() => super.BlockStatement(block))
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { loc, path, params, hash } = mustache
    const isCall = params.length > 0 || hash !== undefined
    if (isCall) this.#checkCall(path)
    for (const param of params) this.accept(param)
    if (hash) this.accept(hash)
    const call: hbs.AST.SubExpression = {
      type: 'SubExpression',
      loc,
      path,
      params,
      hash,
    } as hbs.AST.SubExpression
    mustache.params = [isCall ? call : path]
    mustache.path = {
      type: 'PathExpression',
      loc,
      data: false,
      depth: 0,
      parts: [writer],
      original: writer,
    } as hbs.AST.PathExpression
    delete (mustache as { hash?: unknown }).hash
  }

  override SubExpression(call: hbs.AST.SubExpression): void {
    this.#checkCall(call.path)
    this.#inside(() => super.SubExpression(call))
  }

  override PartialStatement(): void {
    refuse('partials')
  }

  override PartialBlockStatement(): void {
    refuse('partials')
  }

  override Decorator(): void {
    refuse('decorators')
  }

  override DecoratorBlock(): void {
    refuse('decorators')
  }

  #checkCall(path: hbs.AST.Expression): void {
    const { original } = path as hbs.AST.PathExpression
    if (!isSimple(path) || !inlineHelpers.includes(original))
      refuse(`the helper ${original}: there are ${listed(inlineHelpers)}`)
  }

  #inside(visit: () => void): void {
    if (++this.#depth > mostDepth) throw tooDeep()
    visit()
    this.#depth--
  }
}

/** @throws SyntaxProblem, or Handlebars' own error for what it cannot read */
export const readTemplate = (source: string): hbs.AST.Program => {
  checkSize(source)
  const program = Handlebars.parse(source)
  new Rewriter().accept(program)
  return program
}
