import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { root } from './paths.mjs'
import { timed } from './shell.mjs'
import { steps } from './steps.mjs'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title shown while it runs
 * @property {readonly string[]} [after] steps whose results it uses
 * @property {() => readonly string[]} inputs files and folders, relative to the root
 * @property {() => readonly string[]} outputs files that must be there afterwards, relative to the root
 * @property {() => Promise<void>} work
 */

/**
 * Builds what is stale: a step runs when one of its inputs, or a step before it, is not as it was at its last
 * success, or when an output is missing.
 * @param {readonly string[]} [targets] names of steps; theirs and what they need. Default: everything
 */
export const build = async (targets = steps.map(({ name }) => name)) => {
  for (const step of withNeeds(targets)) await refresh(step)
}

/** @param {readonly string[]} targets */
const withNeeds = (targets) => {
  /** @param {string} name @returns {string[]} */
  const needs = (name) => [name, ...(steps.find((step) => step.name === name)?.after ?? []).flatMap(needs)]
  const wanted = new Set(targets.flatMap(needs))
  return steps.filter(({ name }) => wanted.has(name))
}

/** @param {Step} step */
const refresh = async (step) => {
  const wanted = currentMark(step)
  if (readStamp(step.name) === wanted && isComplete(step)) return
  await timed(step.title, step.work)
  const missing = step.outputs().filter((file) => !existsSync(join(root, file)))
  if (missing.length > 0)
    throw new Error(`The step "${step.name}" ended well but left no ${missing.join(', ')}.`)
  writeStamp(step.name, wanted)
}

/** @param {Step} step */
const isComplete = (step) => step.outputs().every((file) => existsSync(join(root, file)))

/** @param {Step} step @returns {string} */
const currentMark = (step) => {
  const before = (step.after ?? []).map((name) => readStamp(name) ?? 'never')
  return [fingerprint(step.inputs().flatMap(filesOf)), ...before].join(' ')
}
