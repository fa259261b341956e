import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { provideCluster } from './cluster.mjs'
import { root } from './paths.mjs'

/**
 * Runs a program of the tests in this process, with the programs of a cluster at hand.
 * @param {string} what it is, for whoever cannot have it @param {string} file relative to `test`
 */
export const runOnCluster = async (what, file) => {
  const programs = await provideCluster()
  if (!programs) {
    console.error(`inboxkit: ${what} needs PostgreSQL, Redis and PgBouncer, and apt could not bring them.`)
    process.exit(1)
  }
  Object.assign(process.env, programs)
  // In the folder of the tests, so that their packages are found.
  const folder = join(root, 'test', 'node_modules', '.cache')
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, file.replace(/\//g, '-').replace(/\.ts$/, '.mjs'))
  await build({
    entryPoints: [join(root, 'test', file)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'error',
  })
  await import(outfile)
}
