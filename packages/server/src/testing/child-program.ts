import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

/** As deep under the package's root as src/storage and dist/storage, so that the seed and the migrations are found. */
const folder = fileURLToPath(new URL('../../node_modules/.child-programs/', import.meta.url))

/** How a program becomes one file, which is read in half the time of a thousand: the command is made so, too. */
const options = new URL('../../scripts/program.json', import.meta.url)

/** Turns a TypeScript program into one that a plain `node` runs: a real process, to be killed for real. */
export const buildProgram = async (entry: URL): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const outfile = join(folder, `${basename(entry.pathname, '.ts')}-${process.pid}.mjs`)
  await build({
    ...(JSON.parse(await readFile(options, 'utf8')) as BuildOptions),
    entryPoints: [fileURLToPath(entry)],
    outfile,
    conditions: ['inboxkit-source'],
    logLevel: 'error',
  })
  return outfile
}

export interface Child {
  pid: number
  /** Its standard output, line by line; ends when the process has ended. */
  lines: AsyncIterator<string>
  kill(): void
  /** Resolves with what it wrote to standard error, after its end. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>
}

export const startChild = (program: string, args: readonly string[]): Child => {
  const child: ChildProcess = spawn(process.execPath, ['--liftoff-only', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (!child.stdout || !child.stderr || child.pid === undefined) throw new Error(`${program} does not start`)
  let errors = ''
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString()
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid,
    lines,
    kill: () => child.kill('SIGKILL'),
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, errors })),
  }
}
