import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { asUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { spawnServer } from '../kit/server-process.js'
import { withCluster } from './cluster.js'
import { startPostgres } from './postgres.js'

describe('processes of a cluster', () => {
  it('make an empty database ready together, whoever comes first', () =>
    inTemporaryFolder(async (folder) => {
      const postgres = await startPostgres(folder)
      const database = { url: postgres.url, encryptionKey: randomBytes(32).toString('base64') }
      const servers = ['api', 'worker', 'all', 'api'].map((role) =>
        spawnServer({ database, env: { INBOXKIT_ROLE: role } }),
      )
      const urls = await Promise.all(servers.map(({ ready }) => ready))
      await asUser(urls[0] ?? '', 'ann').connect()
      await send(urls[3] ?? '', { notification: { title: 'First' }, sendTo: { recipients: ['ann'] } })
      await expect.poll(async () => (await asUser(urls[2] ?? '', 'ann').list()).counts.total).toBe(1)
      for (const server of servers) expect(await server.stop()).toEqual({ code: 0, signal: null })
      await postgres.stop()
    }))

  it('answer of their health, and a worker of nothing else', () =>
    withCluster({ apis: 1, workers: 1, redis: false }, async ({ apis, workers }) => {
      const [api, worker] = [apis[0]?.url ?? '', workers[0]?.url ?? '']
      for (const url of [api, worker])
        for (const path of ['/healthz', '/readyz']) expect((await fetch(url + path)).status).toBe(200)
      expect((await fetch(`${api}/openapi.json`)).status).toBe(200)
      for (const path of ['/openapi.json', '/v3/notifications', '/', '/socket.io/?EIO=4&transport=websocket'])
        expect((await fetch(worker + path)).status).toBe(404)
    }))

  it('say that they are going before they go, and answer until then', () =>
    withCluster({ apis: 1, workers: 0, redis: false }, async ({ apis }) => {
      const [api] = apis
      const url = api?.url ?? ''
      const user = asUser(url, 'ann')
      await user.connect()
      // Somebody watches.
      await fetch(`${url}/readyz`)
      const startedAt = performance.now()
      const ending = api?.stop()
      await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { interval: 5 }).toBe(503)
      const response = await fetch(`${url}/v3/notifications`, {
        headers: { 'x-engagespot-api-key': 'test-key-0123456789', 'x-engagespot-user-id': 'ann' },
      })
      expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
      expect(await ending).toEqual({ code: 0, signal: null })
      expect(performance.now() - startedAt).toBeLessThan(10_000)
    }))
})
