import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/**
 * Starts what a command is about, in this terminal, and ends when it ends.
 * @param {string} command @param {readonly string[]} args @returns {Promise<number>} its exit code
 */
export const start = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      // A terminal sends Ctrl-C to the child as well; anything else reaches only us and is handed on.
      process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)))
    }
    const stopWatching = whenParentEnds(() => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      stopWatching()
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })

/**
 * npm runs a script through a shell, and a shell that is told to end does not tell us: without this, the server would
 * outlive an `npm start` that was ended by a signal.
 * @param {() => void} work
 */
const whenParentEnds = (work) => {
  if (!process.env['npm_lifecycle_event']) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    work()
  }, 250)
  return () => clearInterval(timer)
}
