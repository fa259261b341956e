import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { eventually, freePort, type Program, programAt, startProgram } from './program.js'

/** A Redis of the cluster's own, in memory: it may be killed and paused. */
export interface Redis {
  readonly url: string
  kill(): Promise<void>
  pause(): void
  resume(): void
  /** Again after a kill, empty; resolves once it answers. */
  start(): Promise<void>
  stop(): Promise<void>
}

const answers = async (port: number): Promise<void> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    if (!answer.toString().startsWith('+PONG')) throw new Error(answer.toString())
  } finally {
    socket.destroy()
  }
}

export const startRedis = async (folder: string): Promise<Redis> => {
  const own = join(folder, 'redis')
  await mkdir(own, { recursive: true })
  const port = await freePort()
  let program: Program | undefined
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    program = startProgram(programAt('REDIS_SERVER'), args, { cwd: own })
    await eventually('Redis answers', () => answers(port))
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill: async () => program?.kill(),
    pause: () => program?.pause(),
    resume: () => program?.resume(),
    stop: async () => program?.end(),
  }
}
