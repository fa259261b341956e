import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export interface RedisServer {
  url: string
  /** kill -9. */
  kill(): Promise<void>
  /** SIGSTOP and SIGCONT: it is there, and does not answer. */
  pause(): void
  resume(): void
  /** Again, on the same port and empty. */
  start(): Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** A Redis of the test's own, in memory, gone with the test. */
export const useRedis = async (password?: string): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const started = spawn(
      process.env['REDIS_SERVER'] ?? '/usr/bin/redis-server',
      // biome-ignore format: pairs
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no',
        ...(password === undefined ? [] : ['--requirepass', password])],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    child = started
    for await (const line of createInterface({ input: started.stdout }))
      if (line.includes('Ready to accept connections')) break
    started.stdout.resume()
  }
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  onTestFinished(async () => {
    await kill()
    await rm(folder, { recursive: true, force: true })
  })
  const send = (signal: NodeJS.Signals) => (): void => void child?.kill(signal)
  return {
    pause: send('SIGSTOP'),
    resume: send('SIGCONT'),
    url: `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`,
    kill,
    start,
  }
}
