import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { networkProblem, patience } from './network.mjs'
import { root, workspaceFolders } from './paths.mjs'
import { run, SetupError, timed } from './shell.mjs'

/** Installs what the lockfile says, if it, a manifest or the Node version changed since the last time. */
export const install = async () => {
  const manifests = workspaceFolders().map((folder) => `${folder}/package.json`)
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests].flatMap(filesOf)
  const wanted = `${fingerprint(files)} ${process.version} ${process.platform}-${process.arch}`
  const isThere = existsSync(join(root, 'node_modules', '.modules.yaml'))
  if (isThere && readStamp('install') === wanted) return

  await timed('dependencies', async () => {
    const args = ['install', '--frozen-lockfile', '--reporter=append-only', ...patience]
    // CI=1: pnpm may replace a node_modules made by another tool without asking.
    const { code, output } = await run('pnpm', args, { env: { CI: '1' }, quiet: true })
    if (code === 0) return
    const outdated = output.includes('ERR_PNPM_OUTDATED_LOCKFILE')
    if (outdated)
      throw new SetupError(
        'pnpm-lock.yaml does not fit a package.json. Run: CI=1 pnpm install --no-frozen-lockfile',
      )
    if (networkProblem(output)) throw networkProblem(output)
    process.stderr.write(output)
    throw new SetupError('The dependencies could not be installed; see above.')
  })
  writeStamp('install', wanted)
}
