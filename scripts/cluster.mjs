import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { provideCluster } from './setup/cluster.mjs'
import { root } from './setup/paths.mjs'

// The same topology as the tests have (test/cluster), until Ctrl-C.
const programs = await provideCluster()
if (!programs) {
  console.error('inboxkit: the cluster needs PostgreSQL, Redis and PgBouncer, and apt could not bring them.')
  process.exit(1)
}
Object.assign(process.env, programs)

// In the folder of the tests, so that their packages are found.
const folder = join(root, 'test', 'node_modules', '.cache')
mkdirSync(folder, { recursive: true })
const outfile = join(folder, 'cluster.mjs')
await build({
  entryPoints: [join(root, 'test', 'cluster', 'main.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
})
await import(outfile)
