import Handlebars from 'handlebars'

/** Blocks in which names are those of another value. */
const movers = new Set(['each', 'with'])

/**
 * Finds the variables that a template reads, as paths such as `['data', 'order', 'id']`. What is read inside of a loop
 * is the entry's, and is left out unless it reaches outside.
 */
class Reader extends Handlebars.Visitor {
  readonly paths: string[][] = []
  /** How many values away the variables are. */
  #away = 0
  readonly #local: string[][] = []

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const { original } = block.path
    const isHelper = block.params.length > 0
    if (!isHelper) this.accept(block.path)
    for (const param of block.params) this.accept(param)
    if (isHelper && !movers.has(original)) return this.#inside(block)
    this.#away++
    this.#local.push(block.program?.blockParams ?? [])
    if (block.program) this.accept(block.program)
    this.#local.pop()
    this.#away--
    // What is shown when there is nothing stays where it is.
    if (block.inverse) this.accept(block.inverse)
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    this.#call(mustache)
  }

  override SubExpression(call: hbs.AST.SubExpression): void {
    this.#call(call)
  }

  override PathExpression({ data, depth, parts }: hbs.AST.PathExpression): void {
    const [first] = parts
    if (data) {
      if (first === 'root') this.#add(parts.slice(1))
      return
    }
    const isLocal = depth === 0 && this.#local.some((names) => names.includes(first ?? ''))
    if (depth === this.#away && !isLocal) this.#add(parts)
  }

  #add(parts: string[]): void {
    if (parts.length > 0) this.paths.push(parts)
  }

  #call({
    path,
    params,
    hash,
  }: {
    path: hbs.AST.Expression
    params: hbs.AST.Expression[]
    hash?: hbs.AST.Hash
  }): void {
    if (params.length === 0 && !hash) this.accept(path)
    for (const param of params) this.accept(param)
    if (hash) this.accept(hash)
  }

  #inside({ program, inverse }: hbs.AST.BlockStatement): void {
    if (program) this.accept(program)
    if (inverse) this.accept(inverse)
  }
}

/** @param source a template that compiles */
export const readVariables = (source: string): string[][] => {
  const reader = new Reader()
  reader.accept(Handlebars.parse(source))
  return reader.paths
}
