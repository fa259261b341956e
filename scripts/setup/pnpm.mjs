import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { networkProblem, patience } from './network.mjs'
import { readJson, root } from './paths.mjs'
import { must, run, SetupError, timed } from './shell.mjs'

/** The version that package.json pins. pnpm itself refuses to work in a repository pinned to another one. */
const pinned = () => {
  const version = /^pnpm@([^+]+)/.exec(readJson(join(root, 'package.json')).packageManager)?.[1]
  if (!version) throw new SetupError('package.json names no pnpm version in "packageManager".')
  return version
}

const userCache = () =>
  process.env['XDG_CACHE_HOME'] ?? process.env['LOCALAPPDATA'] ?? join(homedir(), '.cache')

/**
 * Puts the pinned pnpm first on PATH: the one that is there if it is exactly that version, else one fetched through
 * npm into the user's cache folder. Not through corepack, which newer Nodes no longer bring.
 */
export const providePnpm = async () => {
  const version = pinned()
  if (await isInstalled(version)) return
  const bin = await fetchPnpm(version)
  process.env['PATH'] = `${bin}${delimiter}${process.env['PATH']}`
}

/** @param {string} version */
const isInstalled = async (version) => {
  // Asked outside the repository: inside it, another pnpm would first try to fetch the pinned one.
  const { code, output } = await run('pnpm', ['--version'], { cwd: tmpdir(), quiet: true, timeoutMs: 10_000 })
  return code === 0 && output.trim() === version
}

/** @param {string} version @returns {Promise<string>} the folder with the commands */
const fetchPnpm = async (version) => {
  const dir = join(userCache(), 'inboxkit', `pnpm-${version}`)
  const bin = join(dir, 'node_modules', '.bin')
  if (existsSync(join(bin, 'pnpm'))) return bin
  await timed(`pnpm ${version} (once)`, async () => {
    // Installed beside and renamed, so that an interrupted download is never taken for a complete one.
    const beside = `${dir}.${process.pid}`
    mkdirSync(beside, { recursive: true })
    const args = [
      'install',
      '--no-save',
      '--loglevel=error',
      ...patience,
      '--prefix',
      beside,
      `pnpm@${version}`,
    ]
    const { code, output } = await run('npm', args, { cwd: beside, quiet: true })
    if (code !== 0) {
      rmSync(beside, { recursive: true, force: true })
      process.stderr.write(networkProblem(output) ? '' : output)
      throw networkProblem(output) ?? new SetupError(`npm could not install pnpm ${version}; see above.`)
    }
    rmSync(dir, { recursive: true, force: true })
    renameSync(beside, dir)
  })
  return bin
}

/** Runs the pinned pnpm in the repository. @param {string} title @param {readonly string[]} args */
export const pnpm = (title, args) => must(title, 'pnpm', args, { env: { CI: '1' } })
