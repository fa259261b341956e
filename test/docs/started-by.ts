import { spawn } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTemporaryFolder } from '../kit/folder.js'
import { listenFor } from '../kit/server-process.js'
import type { World } from './world.js'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/**
 * Runs an example that ends in a server, until that is ready, and asks it for a feed with a key and a user id alone.
 * @returns what it answered
 */
export const startedBy =
  (world: World) =>
  (code: string): Promise<string> =>
    inTemporaryFolder(async (folder) => {
      await symlink(packages, join(folder, 'packages'))
      const env = {
        PATH: process.env['PATH'],
        PORT: '0',
        INBOXKIT_DATA: 'memory',
        INBOXKIT_API_KEY: world.apiKey,
      }
      const child = spawn('sh', ['-euc', code], { cwd: folder, env, detached: true })
      try {
        const url = await listenFor(child).ready
        const headers = { 'x-engagespot-api-key': world.apiKey, 'x-engagespot-user-id': 'ann' }
        return await (await fetch(`${url}/v3/notifications`, { headers })).text()
      } finally {
        process.kill(-(child.pid ?? 0), 'SIGKILL')
      }
    })
