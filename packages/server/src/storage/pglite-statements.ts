import { type PGlite, parse, protocol } from '@electric-sql/pglite'
import type { Parameter } from './parameters.js'
import type { Execute, Result } from './statement.js'
import { createStatementNames } from './statement-names.js'

const { serialize } = protocol

const joined = (messages: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(messages))

/**
 * Runs a statement on a PGlite in one call into it, and by name: parsing and planning are most of what a statement
 * costs in WebAssembly, and PGlite's own `query` does both each time, in six calls (docs/performance.md).
 */
export const createStatements = (pglite: PGlite): Execute => {
  const names = createStatementNames()
  const prepared = new Set<string>()

  const execute = async (name: string, text: string, values: Parameter[]): Promise<Result> => {
    const isPrepared = prepared.has(name)
    const messages = await pglite.execProtocolStream(
      joined([
        ...(isPrepared ? [] : [serialize.parse({ name, text })]),
        serialize.bind({ statement: name, values }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
        serialize.sync(),
      ]),
    )
    if (name !== '') prepared.add(name)
    const [result] = parse.parseResults(messages, pglite.parsers)
    return { rows: result?.rows ?? [], rowCount: result?.rowCount ?? 0 }
  }

  /** Whether it got as far as being kept, an error does not tell. */
  const forget = async (name: string): Promise<void> => {
    prepared.delete(name)
    await pglite.execProtocolStream(joined([serialize.close({ type: 'S', name }), serialize.sync()]))
  }

  return (text, values) =>
    pglite.runExclusive(async () => {
      const name = names.of(text)
      try {
        return await execute(name, text, values)
      } catch (error) {
        if (name !== '') await forget(name)
        throw error
      }
    })
}
