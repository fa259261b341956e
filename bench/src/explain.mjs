/**
 * @typedef {import('../../packages/server/dist/storage/db.js').Sql} Sql
 * @typedef {{ 'Shared Hit Blocks'?: number, 'Shared Read Blocks'?: number }} Plan
 */

/**
 * The product's own statements, explained instead of answered: what runs on it returns the plan's rows.
 * @param {Sql} db @returns {Pick<Sql, 'many' | 'one'>}
 */
const explaining = (db) => {
  /** @param {TemplateStringsArray} strings */
  const explained = (strings) => {
    const [first = '', ...rest] = strings
    const prefixed = [`explain (analyze, buffers, format json) ${first}`, ...rest]
    return /** @type {TemplateStringsArray} */ (Object.assign(prefixed, { raw: prefixed }))
  }
  return {
    many: (strings, ...values) => db.many(explained(strings), ...values),
    one: (strings, ...values) => db.one(explained(strings), ...values),
  }
}

/**
 * @param {Sql} db
 * @param {(db: Sql) => Promise<unknown>} work one of the product's queries
 * @returns {Promise<number>} pages touched, in memory or not
 */
export const buffersOf = async (db, work) => {
  const answer = await work(/** @type {Sql} */ (explaining(db)))
  const [row] = /** @type {{ 'QUERY PLAN': { Plan: Plan }[] }[]} */ ([answer].flat())
  const plan = row?.['QUERY PLAN'][0]?.Plan
  if (!plan) throw new Error('EXPLAIN gave no plan')
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
}
