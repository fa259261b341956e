import { spawn } from 'node:child_process'
import { root } from './setup/paths.mjs'

const port = process.env['PORT'] ?? '4400'
const url = `http://127.0.0.1:${port}`

/** What runs side by side, each restarting or reloading by itself when a source changes. */
const parts = [
  {
    name: 'types',
    command: 'pnpm',
    args: ['exec', 'tsc', '-b', '--watch', '--preserveWatchOutput', 'packages/server'],
  },
  {
    name: 'server',
    command: process.execPath,
    args: [
      '--watch',
      '--watch-preserve-output',
      'packages/server/scripts/from-modules.mjs',
      'serve',
      '--demo',
    ],
  },
  { name: 'demo', command: 'pnpm', args: ['--silent', '--filter', 'demo', 'run', 'dev'] },
  { name: 'stories', command: 'pnpm', args: ['--silent', '--filter', 'stories', 'run', 'storybook'] },
]

const children = parts.map(({ name, command, args }) => {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PORT: port, INBOXKIT_URL: url, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    shell: process.platform === 'win32',
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) =>
      process.stdout.write(String(chunk).replaceAll(/^(?=.)/gm, `${name.padEnd(8)}│ `)),
    )
  }
  child.once('exit', (code) => stop(name, code))
  return child
})

let isStopping = false
/**
 * Ends all parts as soon as one ends: half a set-up is harder to understand than none.
 * @param {string} name the part that ended; empty when it was a signal @param {number | null} code
 */
const stop = (name, code) => {
  if (isStopping) return
  isStopping = true
  if (name) console.log(`${name} ended${code ? ` with ${code}` : ''}; stopping the rest.`)
  process.exitCode = code ?? 0
  for (const { pid } of children) {
    try {
      if (pid) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
    } catch {
      // It has ended already.
    }
  }
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => stop('', 0))
