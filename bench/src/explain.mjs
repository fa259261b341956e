/**
 * @typedef {import('./databases.mjs').Db} Db
 * @typedef {{ 'Node Type': string, 'Relation Name'?: string, Plans?: Plan[],
 *   'Shared Hit Blocks'?: number, 'Shared Read Blocks'?: number }} Plan
 * @typedef {{ pages: number, scanned: string[] }} Looked pages of 8 kB touched, in memory or not, and the tables that
 *   were read whole
 */

/** Tables that grow. A table of a few rows may be read whole. */
const growing = new Set(['notification', 'feed', 'app_user', 'trigger'])

/** @param {Plan} plan @returns {string[]} */
const scannedIn = (plan) => [
  ...(plan['Node Type'] === 'Seq Scan' && growing.has(plan['Relation Name'] ?? '')
    ? [plan['Relation Name'] ?? '']
    : []),
  ...(plan.Plans ?? []).flatMap(scannedIn),
]

/** @param {TemplateStringsArray} strings */
const explained = ([first = '', ...rest]) => {
  const strings = [`explain (analyze, buffers, format json) ${first}`, ...rest]
  return /** @type {TemplateStringsArray} */ (Object.assign(strings, { raw: strings }))
}

/**
 * Does one of the product's acts, and looks at each of its statements just before: explained, taken back, done.
 * @param {Db} db @param {(db: Db) => Promise<unknown>} act
 * @returns {Promise<Looked>} of all its statements together
 */
export const lookAt = (db, act) =>
  db.transaction(async (tx) => {
    /** @type {Looked} */
    const looked = { pages: 0, scanned: [] }
    /** @param {TemplateStringsArray} strings @param {unknown[]} values */
    const look = async (strings, values) => {
      await tx.run`savepoint look`
      /** @type {{ 'QUERY PLAN': { Plan: Plan }[] } | undefined} */
      const row = await tx.one(explained(strings), ...values)
      await tx.run`rollback to savepoint look`
      const plan = row?.['QUERY PLAN'][0]?.Plan
      if (!plan) throw new Error('EXPLAIN gave no plan')
      looked.pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
      looked.scanned.push(...scannedIn(plan))
    }
    /** @type {Pick<Db, 'kind' | 'many' | 'one' | 'run' | 'afterCommit' | 'transaction'>} */
    const looking = {
      kind: db.kind,
      async many(strings, ...values) {
        await look(strings, values)
        return tx.many(strings, ...values)
      },
      async one(strings, ...values) {
        await look(strings, values)
        return tx.one(strings, ...values)
      },
      async run(strings, ...values) {
        await look(strings, values)
        return tx.run(strings, ...values)
      },
      afterCommit: () => {},
      transaction: (work) => work({ ...tx, ...looking }),
    }
    await act(/** @type {Db} */ (looking))
    return looked
  })
