import { type ChildProcess, type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'

const require = createRequire(import.meta.url)
const bin = join(dirname(require.resolve('@inboxkit/server/package.json')), 'bin/inboxkit.js')

export const apiKey = 'test-key-0123456789'
export const apiSecret = 'test-secret-0123456789'

export interface ServerOptions {
  /** A folder for the embedded database, or `memory`. Not with `databaseUrl`. */
  dataDir?: string
  /** A PostgreSQL database, and the key that all its servers share. */
  database?: { url: string; encryptionKey: string }
  /** 0 = any free port. */
  port?: number
  args?: readonly string[]
  env?: Record<string, string>
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A server in a process of its own, started the way anybody would start it. */
export interface ServerProcess {
  readonly pid: number
  /** The address it is ready on; rejects, with what it printed, when it ends before. */
  readonly ready: Promise<string>
  readonly ended: Promise<Ended>
  /** Everything it printed so far. */
  output(): string
  /** kill -9, and waits until it is dead. Killing a dead one does nothing. */
  kill(): Promise<Ended>
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<Ended>
}

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** The settings of the surrounding shell must not reach a server under test. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(INBOXKIT_|SPRINKLR_|SUPRSEND_|DATABASE_URL$|REDIS_URL$|PORT$|HOST$|NODE_OPTIONS$|VITEST)/.test(
          name,
        ),
    ),
  )

/**
 * WebAssembly is compiled once, and not again as it is found to be busy: that is a third of the work of a server which
 * lives for seconds, and changes nothing of what it does.
 */
const node = ['--liftoff-only']

/** What any other command of `inboxkit` prints: `run('apps', 'list', '--data', folder)`. Rejects when it is refused. */
export const run = (...words: string[]): Promise<string> => runWith({}, ...words)

/** The same with settings that only the environment can say. */
export const runWith = async (env: Record<string, string>, ...words: string[]): Promise<string> =>
  (
    await promisify(execFile)(process.execPath, [...node, bin, ...words], {
      env: { ...cleanEnvironment(), ...env },
    })
  ).stdout

/**
 * @returns the address that a server says it is ready on, which is refused with what it said when it ends before; and
 * all that it said so far
 */
export const listenFor = (
  child: ChildProcessByStdio<Writable | null, Readable, Readable>,
): { ready: Promise<string>; output: () => string } => {
  let printed = ''
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      const [, url] = /inboxkit ready on (http:\/\/\S+)/.exec(printed) ?? []
      if (url !== undefined) resolve(url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', (code, signal) =>
      reject(new Error(`The server ended with ${signal ?? code} before it was ready:\n${printed}`)),
    )
  })
  return { ready, output: () => printed }
}

export const spawnServer = ({
  dataDir = 'memory',
  database,
  port = 0,
  args = [],
  env = {},
}: ServerOptions): ServerProcess => {
  const storage = database ? ['--database-url', database.url] : ['--data', dataDir]
  const child = spawn(
    process.execPath,
    [...node, bin, 'serve', '--port', String(port), '--host', '127.0.0.1', ...storage, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...cleanEnvironment(),
        INBOXKIT_API_KEY: apiKey,
        INBOXKIT_API_SECRET: apiSecret,
        INBOXKIT_RATE_LIMIT: 'off',
        ...(database ? { INBOXKIT_ENCRYPTION_KEY: database.encryptionKey } : {}),
        ...env,
      },
    },
  )
  alive.add(child)
  const { ready, output } = listenFor(child)
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => {
      alive.delete(child)
      resolve({ code, signal })
    }),
  )
  // Whoever kills a server while it starts does not ask whether it got ready.
  ready.catch(() => undefined)
  const end = (signal: NodeJS.Signals) => (): Promise<Ended> => {
    child.kill(signal)
    return ended
  }
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    output,
    kill: end('SIGKILL'),
    stop: end('SIGTERM'),
  }
}

/** Started and ready. */
export const startServer = async (options: ServerOptions): Promise<ServerProcess & { url: string }> => {
  const server = spawnServer(options)
  return { ...server, url: await server.ready }
}
