import pg from 'pg'
import { connectionTo } from './connection.js'
import type { Db } from './db.js'
import { createTransactionGuard } from './guard.js'
import { elementParsers, parsers } from './parsers.js'
import { sessionSettings } from './session-settings.js'
import { type Execute, sqlOver } from './statement.js'
import { createStatementNames, isStale, type StatementNames } from './statement-names.js'
import {
  type Bracket,
  createTransactions,
  RolledBack,
  repeatedly,
  type TransactionOptions,
} from './transaction.js'

export interface PgOptions extends TransactionOptions {
  databaseUrl: string
  /** Where sessions last, when `databaseUrl` goes through a pooler: for LISTEN and the engine. */
  directUrl?: string
  /** PEM: the certificate authority of both, where they do not name their own (connection.ts). */
  databaseCa?: string
  /** Most connections at a time, those of the engine apart. */
  poolSize?: number
}

type Parse = (text: string) => unknown

const textArray: number = 1009

const types = {
  getTypeParser(id: number, format?: 'text' | 'binary'): Parse {
    const parseElement = elementParsers[id]
    if (parseElement) return arrayParser(parseElement)
    return parsers[id] ?? pg.types.getTypeParser(id, format ?? 'text')
  },
}

const arrayParser = (parseElement: Parse): Parse => {
  const parseTexts: Parse = pg.types.getTypeParser(textArray, 'text')
  const parse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(parse)
    return typeof value === 'string' ? parseElement(value) : value
  }
  return (text) => parse(parseTexts(text))
}

/** The pool waits for it. */
const prepareSession = (client: pg.ClientBase): unknown => client.query(sessionSettings)

/** Over a pool of connections to a PostgreSQL server. Connects at the first query. */
export const openPg = (options: PgOptions): Db => {
  const pool = new pg.Pool({
    ...connectionTo(options.databaseUrl, options.databaseCa),
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'inboxkit',
    types: types,
    onConnect: prepareSession,
  })
  let isClosed = false
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => {
    // The pool hangs its whole connection on the error, which is no matter for a log.
    Reflect.deleteProperty(error, 'client')
    if (!isClosed) options.onError(error)
  })

  // Past a pooler the next statement may come to another session, which does not know the name.
  const names = createStatementNames(options.directUrl === undefined ? undefined : 0)
  const guard = createTransactionGuard()
  const execute = repeatedly(executeOn(pool, names), options.random)

  return {
    kind: 'postgres',
    engineConnection: {
      kind: 'postgres',
      ...connectionTo(options.directUrl ?? options.databaseUrl, options.databaseCa),
    },
    ...sqlOver((text, values) => {
      guard.refuseInside()
      return execute(text, values)
    }),
    transaction: createTransactions(bracketOver(pool, names), guard, options),
    afterCommit: (work) => work(),
    pool: () => ({
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close() {
      isClosed = true
      return pool.end()
    },
  }
}

const executeOn =
  (on: pg.Pool | pg.ClientBase, names: StatementNames): Execute =>
  async (text, values) => {
    const name = names.of(text)
    try {
      const { rows, rowCount } = await on.query({ name, text, values })
      return { rows, rowCount: rowCount ?? 0 }
    } catch (error) {
      if (isStale(error)) names.renew(name)
      throw error
    }
  }

const bracketOver =
  (pool: pg.Pool, names: StatementNames): Bracket =>
  async (work) => {
    const client = await pool.connect()
    let broken: Error | undefined
    const onError = (error: Error): void => {
      broken ??= error
    }
    // The pool does not listen while a connection is lent out, and nobody listening ends the process.
    client.on('error', onError)
    try {
      await client.query('begin isolation level read committed')
      const result = await work({
        execute: executeOn(client, names),
        async script(text) {
          const results = (await client.query(text)) as pg.QueryResult | pg.QueryResult[]
          return [results].flat().flatMap((result) => result.rows as unknown[])
        },
      })
      const { command } = await client.query('commit')
      if (command !== 'COMMIT') throw new RolledBack()
      return result
    } catch (error) {
      await client.query('rollback').catch(onError)
      throw error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }
