import { apiKey, apiSecret } from '../kit/server-process.js'
import { openCluster } from './cluster.js'

const wanted = Number(process.env['PORT'] ?? 4400)
console.log('inboxkit: starting PostgreSQL, Redis, two api nodes, two workers and a balancer …')
const { url, apis, workers, postgres, redis, close } = await openCluster({ port: wanted })

const row = (name: string, address: string | undefined): void => console.log(`  ${name.padEnd(12)}${address}`)
console.log('')
row('balancer', url)
for (const [at, node] of apis.entries()) row(`api ${at + 1}`, node.url)
for (const [at, node] of workers.entries()) row(`worker ${at + 1}`, `${node.url} (health only)`)
row('PostgreSQL', postgres.url)
row('Redis', redis?.url)
console.log(`
Send through any of them; every client hears of it, wherever it is connected:

  curl -X POST ${url}/v3/notifications \\
    -H 'X-ENGAGESPOT-API-KEY: ${apiKey}' -H 'X-ENGAGESPOT-API-SECRET: ${apiSecret}' \\
    -H 'Content-Type: application/json' \\
    -d '{"notification":{"title":"Hello"},"sendTo":{"recipients":[{"identifier":"ann"}]}}'

Ctrl-C ends it all; nothing is kept.
inboxkit cluster ready on ${url}`)

let isEnding = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (isEnding) return
    isEnding = true
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
