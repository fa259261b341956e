import { PGlite, type Results, type Transaction } from '@electric-sql/pglite'
import type { Db, EngineConnection } from './db.js'
import { createTransactionGuard } from './guard.js'
import { keepHouse } from './housekeeping.js'
import { encodeParameter } from './parameters.js'
import { oid, parsers } from './parsers.js'
import { createStatements } from './pglite-statements.js'
import { SerialQueue } from './serial-queue.js'
import { sessionSettings } from './session-settings.js'
import { type Execute, sqlOver } from './statement.js'
import {
  type Bracket,
  createTransactions,
  RolledBack,
  repeatedly,
  type TransactionOptions,
} from './transaction.js'

/** The npm version in use, and the PostgreSQL it is; a folder written by another major does not open. */
export const pgliteVersion = '0.5.16'
export const postgresMajor = 18

/** What is in memory needs no cache in front: the usual 128 MB are zeroed at each start, for a quarter of a second. */
const inMemory = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB']

export interface PgliteOptions extends TransactionOptions {
  /** Runs at the very end of `close`, also when closing failed. */
  onClose?: () => Promise<void>
}

export interface StartOptions {
  /** Where the data is; absent = in memory. */
  folder?: string
  /** A data folder packed by `dumpDataDir`, to start an empty one from; absent = initdb, some three seconds. */
  seed?: Blob
}

/** Starts the embedded PostgreSQL. It has no lock of its own: two on one folder lose data. */
export const startPglite = async ({ folder, seed }: StartOptions): Promise<PGlite> => {
  const pglite = await PGlite.create({
    ...(folder === undefined ? { startParams: inMemory } : { dataDir: folder }),
    ...(seed === undefined ? {} : { loadDataDir: seed }),
    parsers: { ...parsers },
    // Parameters are text already; the rest of PGlite's own serializers let text through.
    serializers: { [oid.bytea]: (text: string) => text },
  })
  await pglite.exec(sessionSettings)
  return pglite
}

/** Over a PGlite in this process: one connection, so statements and transactions wait for each other in a queue. */
export const openPglite = (pglite: PGlite, options: PgliteOptions): Db => {
  const guard = createTransactionGuard()
  const queue = new SerialQueue()
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    guard.refuseInside()
    return queue.run(work)
  }
  const execute = createStatements(pglite)
  const repeated = repeatedly(execute, options.random)
  const sql = sqlOver((text, values) => exclusively(() => repeated(text, values)))
  const stopHousekeeping = keepHouse(sql, options.onError)

  return {
    kind: 'pglite',
    engineConnection: engineConnection(pglite, execute, exclusively),
    ...sql,
    transaction: createTransactions(bracketOver(pglite, execute, queue), guard, options),
    afterCommit: (work) => work(),
    close: () =>
      exclusively(async () => {
        stopHousekeeping()
        try {
          await pglite.close()
        } finally {
          await options.onClose?.()
        }
      }),
  }
}

const script = async (on: PGlite | Transaction, text: string): Promise<unknown[]> =>
  (await on.exec(text)).flatMap((result: Results) => result.rows)

const bracketOver =
  (pglite: PGlite, execute: Execute, queue: SerialQueue): Bracket =>
  (work) =>
    queue.run(() =>
      pglite
        .transaction((tx) => work({ execute, script: (text) => script(tx, text) }))
        .catch((error: unknown) => {
          throw isAbortedCommit(error) ? new RolledBack() : error
        }),
    )

const isAbortedCommit = (error: unknown): boolean =>
  error instanceof Error && 'query' in error && error.query === 'COMMIT'

const engineConnection = (
  pglite: PGlite,
  execute: Execute,
  exclusively: <T>(work: () => Promise<T>) => Promise<T>,
): EngineConnection => ({
  kind: 'pglite',
  executeSql: (text, values) =>
    exclusively(async () => {
      try {
        if (values?.length) return await execute(text, values.map(encodeParameter))
        return { rows: await script(pglite, text) }
      } catch (error) {
        // A script with a BEGIN of its own leaves its transaction open when it fails, and there is no other
        // connection: whoever came next would be inside it.
        await pglite.exec('rollback')
        throw error
      }
    }),
  listen: (channel, onNotification) =>
    exclusively(async () => {
      const unlisten = await pglite.listen(channel, onNotification)
      return () => exclusively(() => unlisten())
    }),
})
