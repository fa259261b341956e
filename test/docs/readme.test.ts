import { spawn } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { inTemporaryFolder } from '../kit/folder.js'
import { listenFor } from '../kit/server-process.js'
import { runBlock } from './languages.js'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { useWorld } from './world.js'

const world = useWorld()
const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/**
 * Runs an example that ends in a server, until that is ready, and asks it for a feed with a key and a user id alone.
 * @returns what it answered
 */
const startedBy = (code: string): Promise<string> =>
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

describePage({
  file: 'README.md',
  world,
  special: {
    send: async (code) => {
      // As `npm start` knows her.
      await world.asApp('PUT', '/v3/users/ann', {})
      const credentials = `const [key, secret] = ['${world.apiKey}', '${world.apiSecret}']\n`
      return runBlock('js', credentials + code, world.folder, world.env)
    },
    page: (code) => renderHeader(code, world, 'ann', ''),
    'secure-mode': startedBy,
  },
  outcomes: {
    async send() {
      expect(await world.newest('ann', 'Order 77 shipped')).toMatchObject({ url: '/orders/77' })
    },
    async page() {
      await world.newest('ann', 'While the page is open')
    },
    'secure-mode'(answer) {
      expect(JSON.parse(answer)).toMatchObject({ code: 'secure_mode_required' })
    },
  },
})
