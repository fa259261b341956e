import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/** A failure that a person can act on: shown as one line, without a stack. */
export class SetupError extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the repository
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {boolean} [quiet] keep the output back and return it, instead of showing it
 * @property {number} [timeoutMs] ends the command, which then counts as failed
 */

/**
 * Runs a command to its end. Never throws for a failing command: look at `code`.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} 127 = there is no such command
 */
export const run = (command, args, { cwd = root, env = {}, quiet = false, timeoutMs } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      // npm and pnpm are .cmd files there, which only a shell can start.
      shell: process.platform === 'win32',
      ...(timeoutMs ? { timeout: timeoutMs } : {}),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }))
    child.once('close', (code, signal) => resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output }))
  })

/**
 * Runs a command quietly; a failure shows what it wrote and throws.
 * @param {string} title what it was for, in the words of a person
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 */
export const must = async (title, command, args, options) => {
  const { code, output } = await run(command, args, { ...options, quiet: true })
  if (code === 0) return output
  process.stderr.write(output)
  throw new SetupError(`${title} failed (${command} ${args.join(' ')} ended with ${code}); see above.`)
}

/**
 * Says what is being done and how long it took.
 * @template T @param {string} title @param {() => Promise<T>} work
 */
export const timed = async (title, work) => {
  const startedAt = performance.now()
  process.stdout.write(`· ${title} … `)
  try {
    const result = await work()
    process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`)
    return result
  } catch (error) {
    process.stdout.write('failed\n')
    throw error
  }
}
