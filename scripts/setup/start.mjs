import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/**
 * Starts what a command is about, in this terminal, and ends when it ends.
 * @param {string} command @param {readonly string[]} args @returns {Promise<number>} its exit code
 */
export const start = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    const isTerminal = process.stdin.isTTY
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      // A terminal sends Ctrl-C to the child as well; anything else reaches only us and is handed on.
      process.on(signal, () => (signal === 'SIGINT' && isTerminal ? undefined : child.kill(signal)))
    }
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
