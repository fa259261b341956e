import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sourceFiles } from '../check/files.mjs'
import { readJson, root, workspaceFolders } from '../setup/paths.mjs'
import { run } from '../setup/shell.mjs'

/**
 * A copy of the repository as it stands, with what is built and what is installed, to plant faults in: the tree that
 * somebody works in is never touched.
 */
export const openScratch = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'inboxkit-planted-'))
  for (const file of await sourceFiles()) copy(dir, file)
  for (const folder of workspaceFolders()) {
    copy(dir, `${folder}/dist`)
    for (const file of readdirSync(join(root, folder)))
      if (file.endsWith('.tsbuildinfo')) copy(dir, `${folder}/${file}`)
    copyLinks(join(root, folder, 'node_modules'), join(dir, folder, 'node_modules'))
  }
  linkAll(join(root, 'node_modules'), join(dir, 'node_modules'))
  copy(dir, 'node_modules/.cache/inboxkit/packed')

  return {
    dir,
    /** @param {string} file @param {string} content */
    plant: (file, content) => {
      mkdirSync(dirname(join(dir, file)), { recursive: true })
      writeFileSync(join(dir, file), content)
    },
    /**
     * Runs checks of a script by their names.
     * @param {string} script @param {string} names @param {{ args?: string[], env?: NodeJS.ProcessEnv }} [options]
     * @returns {Promise<{ code: number, results: { name: string, outcome: string, reason: string }[] }>}
     */
    check: async (script, names, { args = [], env = {} } = {}) => {
      const report = join(dir, 'node_modules/.cache/report.json')
      rmSync(report, { force: true })
      const words = [script, '--only', names, '--report', report, ...args]
      const { code, output } = await run(process.execPath, words, { cwd: dir, quiet: true, env })
      if (!existsSync(report)) throw new Error(`No report:\n${output}`)
      return { code, results: readJson(report).results }
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** @param {string} dir @param {string} path */
const copy = (dir, path) => {
  // Times are kept, else the compiler takes everything for stale.
  const options = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true }
  if (existsSync(join(root, path))) cpSync(join(root, path), join(dir, path), options)
}

/** pnpm's links are relative, so that a copy of them leads to the copied packages. @param {string} from @param {string} to */
const copyLinks = (from, to) => {
  if (!existsSync(from)) return
  const isCache = (/** @type {string} */ path) => /node_modules[\\/]\.(?!bin)[^\\/]*$/.test(path)
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: (path) => !isCache(path) })
}

/** A folder of its own with links to everything in another, so that caches are not shared. @param {string} from @param {string} to */
const linkAll = (from, to) => {
  mkdirSync(to)
  // Without pnpm's notes on what it installed, so that nothing here can be mistaken for an installation.
  const own = /^\.(cache|modules|pnpm-workspace|vite)/
  for (const name of readdirSync(from)) if (!own.test(name)) symlinkSync(join(from, name), join(to, name))
}
