import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Where stamps, packed packages and reports are kept: goes with node_modules, never committed. */
export const cacheDir = join(root, 'node_modules', '.cache', 'inboxkit')

/** Packed packages as they would be published, one `<name>.tgz` each. */
export const packedDir = join(cacheDir, 'packed')

/** @param {string} path @returns {any} */
export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/**
 * @typedef {object} Manifest the parts of a package.json that the scripts read
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, unknown>} [exports]
 *
 * @typedef {{ dir: string, folder: string, manifest: Manifest, fileName: string }} Package
 * `folder` is relative to the root; `fileName` is the name of its packed form: `@inboxkit/react` → `inboxkit-react.tgz`.
 */

/** Everything under packages/ that is published, dependencies before dependents. @returns {Package[]} */
export const publishedPackages = () => {
  const found = readdirSync(join(root, 'packages'))
    .map((name) => ({ dir: join(root, 'packages', name), folder: `packages/${name}` }))
    .map((at) => ({ ...at, manifest: /** @type {Manifest} */ (readJson(join(at.dir, 'package.json'))) }))
    .filter(({ manifest }) => !manifest.private)
    .map((at) => ({ ...at, fileName: `${at.manifest.name.replace('@', '').replace('/', '-')}.tgz` }))
  return sorted(found)
}

/** @param {Package[]} packages @returns {Package[]} */
const sorted = (packages) => {
  /** @type {Package[]} */
  const done = []
  /** @param {Package} one */
  const visit = (one) => {
    if (done.includes(one)) return
    for (const other of packages) if (one.manifest.dependencies?.[other.manifest.name]) visit(other)
    done.push(one)
  }
  packages.forEach(visit)
  return done
}

/** Folders of all workspace packages, relative to the root, as pnpm-workspace.yaml lists them. @returns {string[]} */
export const workspaceFolders = () => {
  const list = /^packages: \[(.*)\]/m.exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))?.[1] ?? ''
  return list
    .split(',')
    .map((pattern) => pattern.trim().replaceAll(/['"]/g, ''))
    .flatMap((pattern) => (pattern.endsWith('/*') ? childFolders(pattern.slice(0, -2)) : [pattern]))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
}

/** @param {string} folder */
const childFolders = (folder) =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : []
