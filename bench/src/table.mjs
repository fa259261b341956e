import { median, spread } from './statistics.mjs'

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} unit
 * @property {readonly number[]} figures one per round
 * @property {readonly number[]} [floor] the floor's figures of the same rounds
 * @property {{ atMost: number } | { atLeast: number }} [target] of the ratio to the floor
 * @property {{ atMost: number }} [limit] of the figure itself
 *
 * @typedef {{ file: string, alt: string, svg: string }} Plot
 * @typedef {{ title: string, rows: readonly Row[], remarks?: readonly string[], plots?: readonly Plot[] }} Table
 */

/** Round by round: what slowed a round down slowed its floor as well. @param {Row} row */
const ratiosOf = ({ figures, floor }) => floor?.map((value, round) => (figures[round] ?? Number.NaN) / value)

/** @param {number} value @param {{ atMost: number } | { atLeast: number }} bound */
const holds = (value, bound) => ('atMost' in bound ? value <= bound.atMost : value >= bound.atLeast)

/** @param {{ atMost: number } | { atLeast: number }} bound */
const wordsOf = (bound) => ('atMost' in bound ? `≤ ${bound.atMost}` : `≥ ${bound.atLeast}`)

/** @param {Row} row @returns {boolean | undefined} `undefined` without a target */
const isOk = (row) => {
  const ratios = ratiosOf(row)
  if (row.target && ratios) return holds(median(ratios), row.target)
  return row.limit && holds(median(row.figures), row.limit)
}

/** @param {Row} row */
const cellsOf = (row) => {
  const ratios = ratiosOf(row)
  const ok = isOk(row)
  return [
    row.what,
    `${spread(row.figures)} ${row.unit}`,
    ratios ? spread(ratios) : '',
    row.target ? `${wordsOf(row.target)} ×` : row.limit ? `${wordsOf(row.limit)} ${row.unit}` : '',
    ok === undefined ? '' : ok ? 'ok' : '**over**',
  ]
}

/** Prints Markdown; figures are medians of rounds (min–max). @param {Table} table */
export const printTable = ({ title, rows, remarks = [], plots = [] }) => {
  console.log(`\n### ${title}`)
  for (const { file, alt } of plots) console.log(`\n![${alt}](images/performance/${file})`)
  console.log(`\n| what | figure | × floor | target | |\n| --- | --- | --- | --- | --- |`)
  for (const row of rows) console.log(`| ${cellsOf(row).join(' | ')} |`)
  if (remarks.length > 0) console.log(`\n${remarks.join('\n')}`)
}

/** @param {readonly Table[]} tables @returns {{ ok: number, over: string[] }} */
export const judge = (tables) => {
  const judged = tables.flatMap(({ title, rows }) => rows.map((row) => ({ title, row, ok: isOk(row) })))
  return {
    ok: judged.filter(({ ok }) => ok === true).length,
    over: judged.filter(({ ok }) => ok === false).map(({ title, row }) => `${title}: ${row.what}`),
  }
}
