import type { createServer } from '../app.js'

/** A running server, as far as commands use it. */
export type RunningServer = Pick<Awaited<ReturnType<typeof createServer>>, 'app' | 'listen' | 'close'>

/** What a command touches outside itself; tests bring their own. */
export interface World {
  createServer: (options: Parameters<typeof createServer>[0]) => Promise<RunningServer>
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** One line on standard output: what was asked for. */
  print: (line: string) => void
  /** One line on standard error: everything else. */
  tell: (line: string) => void
  /** Calls `stop` for each signal to end, with its name. */
  onSignal: (stop: (signal: NodeJS.Signals) => void) => void
  /** Ends the process at once. */
  exit: (code: number) => void
}
