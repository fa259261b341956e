import { type PGlite, parse, protocol } from '@electric-sql/pglite'
import type { Parameter } from './parameters.js'
import type { Execute, Result } from './statement.js'
import { createStatementNames } from './statement-names.js'

const { serialize } = protocol

const joined = (messages: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(messages))

type Answer = Awaited<ReturnType<PGlite['execProtocolStream']>>

/**
 * Runs a statement on a PGlite in one call into it, and by name: parsing and planning are most of what a statement
 * costs in WebAssembly, and PGlite's own `query` does both each time, in six calls (docs/performance.md). What the
 * columns are is asked once as well; should they change, the database refuses to run what it kept.
 */
export const createStatements = (pglite: PGlite): Execute => {
  const names = createStatementNames()
  /** What is prepared, with the description of its columns. */
  const prepared = new Map<string, Answer>()

  const execute = async (name: string, text: string, values: Parameter[]): Promise<Result> => {
    const columns = prepared.get(name)
    const answer = await pglite.execProtocolStream(
      joined([
        ...(columns ? [] : [serialize.parse({ name, text })]),
        serialize.bind({ statement: name, values }),
        ...(columns ? [] : [serialize.describe({ type: 'P' })]),
        serialize.execute({}),
        serialize.sync(),
      ]),
    )
    if (!columns && name !== '')
      prepared.set(
        name,
        answer.filter((message) => message.name === 'rowDescription'),
      )
    const [result] = parse.parseResults([...(columns ?? []), ...answer], pglite.parsers)
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
