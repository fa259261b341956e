import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** A process that a test starts, and may treat badly. */
export interface Program {
  /** kill -9, with everything that it started; does nothing to one that is not running. */
  kill(): Promise<void>
  /** SIGSTOP: it is there and does nothing. */
  pause(): void
  resume(): void
  /** SIGTERM, or another, and waits for its end. */
  end(signal?: NodeJS.Signals): Promise<void>
}

const alive = new Set<ChildProcess>()

const send = (to: number, name: NodeJS.Signals): void => {
  try {
    process.kill(to, name)
  } catch {
    // It has just ended.
  }
}

/** As Linux tells it; nobody's elsewhere. */
const childrenOf = (parent: number): number[] => {
  try {
    return (readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').match(/\d+/g) ?? []).map(Number)
  } catch {
    return []
  }
}

/** What one program does alone, and not those that it started. */
const alone: ReadonlySet<NodeJS.Signals> = new Set(['SIGTERM', 'SIGINT', 'SIGQUIT'])

/** Also of what it started: each session of PostgreSQL is a process in a group of its own, and goes on without it. */
const signal = (child: ChildProcess, name: NodeJS.Signals): void => {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  if (alone.has(name)) return send(pid, name)
  // Stopped first, it starts no more of them.
  send(pid, 'SIGSTOP')
  for (const one of childrenOf(pid)) send(one, name)
  send(pid, name)
}

process.once('exit', () => {
  for (const child of alive) signal(child, 'SIGKILL')
})

/** PostgreSQL and PgBouncer refuse to run as root: there they get the user that Debian made for them. */
export const unprivileged = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const id = (which: string): number => Number(execFileSync('id', [which, 'postgres']))
  return { uid: id('-u'), gid: id('-g') }
}

export const startProgram = (
  command: string,
  args: readonly string[],
  options: { cwd: string; uid?: number; gid?: number },
): Program => {
  const child = spawn(command, args, { ...options, detached: true, stdio: 'ignore' })
  alive.add(child)
  const ended = once(child, 'exit').then(() => {
    alive.delete(child)
  })
  const finish = async (name: NodeJS.Signals): Promise<void> => {
    signal(child, name)
    await ended
  }
  return {
    kill: () => finish('SIGKILL'),
    pause: () => signal(child, 'SIGSTOP'),
    resume: () => signal(child, 'SIGCONT'),
    end: (name = 'SIGTERM') => {
      const ending = finish(name)
      // One that is paused would not hear of it.
      signal(child, 'SIGCONT')
      return ending
    },
  }
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** Where a program is, which whoever runs the tests has found or installed. */
export const programAt = (variable: string): string => {
  const path = process.env[variable]
  if (path === undefined)
    throw new Error(`The cluster needs ${variable}; "npm test -- --only cluster" sets it`)
  return path
}

/** Until `attempt` does not throw. */
export const eventually = async <T>(
  what: string,
  attempt: () => Promise<T>,
  withinMs = 60_000,
): Promise<T> => {
  const until = performance.now() + withinMs
  for (;;) {
    try {
      return await attempt()
    } catch (cause) {
      if (performance.now() > until) throw new Error(`${what} within ${withinMs / 1000} s`, { cause })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
