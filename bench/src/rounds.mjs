import { median } from './statistics.mjs'

/** @typedef {() => Promise<unknown>} Work */

/** A turn of the event loop: code that only awaits an embedded database never lets sockets and timers run. */
export const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Each round starts with another variant, so that none always follows the same neighbour. */
const rotated = (/** @type {string[]} */ names, /** @type {number} */ by) => {
  const at = by % names.length
  return [...names.slice(at), ...names.slice(0, at)]
}

/**
 * @template {string} Name
 * @template T
 * @param {readonly Name[]} names @param {() => T} make
 * @returns {Record<Name, T>}
 */
const eachOf = (names, make) =>
  /** @type {Record<Name, T>} */ (Object.fromEntries(names.map((name) => [name, make()])))

/**
 * Runs variants in turn, round after round; the first round warms up and is dropped.
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, () => Promise<number>>} variants each gives its figure of one round
 * @returns {Promise<Record<Name, number[]>>} one figure per round
 */
export const interleave = async (rounds, variants) => {
  const names = /** @type {Name[]} */ (Object.keys(variants))
  const figures = eachOf(names, () => /** @type {number[]} */ ([]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of /** @type {Name[]} */ (rotated(names, round))) {
      const figure = await variants[name]()
      if (round > 0) figures[name].push(figure)
      await turn()
    }
  }
  return figures
}

/** @param {Work} work @returns {Promise<number>} ms */
export const timed = async (work) => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/**
 * A variant's call comes in two parts: what has to be there first, and what is timed.
 * @typedef {() => Promise<Work> | Work} Prepare
 *
 * @typedef {{ ms: number[], gauge: number[] }} Figures per round: the median call, and the median growth of the gauge
 */

/**
 * Times variants call by call in turn, so that whatever else the machine does hits all of them alike.
 * @template {string} Name
 * @param {{ rounds: number, calls: number }} size
 * @param {Record<Name, Prepare>} variants
 * @param {() => Promise<number>} [gauge] read before and after each call
 * @returns {Promise<Record<Name, Figures>>}
 */
export const alternate = async ({ rounds, calls }, variants, gauge = async () => 0) => {
  const names = /** @type {Name[]} */ (Object.keys(variants))
  /** @returns {Record<Name, Figures>} */
  const nothing = () => eachOf(names, () => ({ ms: [], gauge: [] }))
  const figures = nothing()
  for (let round = 0; round <= rounds; round++) {
    const measured = nothing()
    for (let call = 0; call < calls; call++) {
      for (const name of /** @type {Name[]} */ (rotated(names, call))) {
        const work = await variants[name]()
        const before = await gauge()
        measured[name].ms.push(await timed(work))
        measured[name].gauge.push((await gauge()) - before)
        await turn()
      }
    }
    if (round === 0) continue
    for (const name of names) {
      figures[name].ms.push(median(measured[name].ms))
      figures[name].gauge.push(median(measured[name].gauge))
    }
  }
  return figures
}

/**
 * @param {number} callers how many ask at a time, each again as soon as it is answered
 * @param {number} windowMs
 * @param {Work} work
 * @returns {Promise<number>} answers per second
 */
export const throughput = async (callers, windowMs, work) => {
  let answers = 0
  const start = performance.now()
  const caller = async () => {
    while (performance.now() - start < windowMs) {
      await work()
      answers += 1
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return (answers / (performance.now() - start)) * 1000
}
