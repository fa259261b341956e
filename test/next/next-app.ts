import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { apiKey } from '../kit/server-process.js'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('../../examples/next/', import.meta.url))
const next = createRequire(`${folder}package.json`).resolve('next/dist/bin/next')
const environment = {
  ...process.env,
  NODE_ENV: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: '1',
  NEXT_TELEMETRY_DISABLED: '1',
}

/** `next build`. @returns what it printed */
export const buildNext = async (): Promise<string> => {
  const { stdout, stderr } = await run(process.execPath, [next, 'build'], { cwd: folder, env: environment })
  return stdout + stderr
}

/** `next start` on a free port for the length of `work`; its inbox talks to the server at `inboxkitUrl`. */
export const withNext = async (inboxkitUrl: string, work: (url: string) => Promise<void>): Promise<void> => {
  const child = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    env: { ...environment, INBOXKIT_URL: inboxkitUrl, INBOXKIT_API_KEY: apiKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = ''
      child.stdout.on('data', (data: Buffer) => {
        printed += data.toString()
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
        if (found !== undefined && printed.includes('Ready')) resolve(found)
      })
      child.once('close', () => reject(new Error(`next start ended:\n${printed}`)))
    })
    await work(url)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}
