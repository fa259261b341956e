import { readFileSync } from 'node:fs'
import { run } from './run.js'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** Ends with the command: the embedded database would keep the process alive. */
export const main = async (): Promise<void> => {
  const code = await run(process.argv, version, {
    // What only prints need not load a server.
    createServer: async (options) => (await import('../app.js')).createServer(options),
    env: process.env,
    cwd: process.cwd(),
    print: (line) => process.stdout.write(`${line}\n`),
    tell: (line) => process.stderr.write(`${line}\n`),
    onSignal: (stop) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
    },
    exit: (code) => process.exit(code),
  })
  process.exit(code)
}
