import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  [field: string]: unknown
}

/** Looks at types, which `npm run check` does. */
const isForTypes = (name: string): boolean => /^(@types\/.*|typescript|vue-tsc|svelte-check)$/.test(name)

/** Versions that the repository names once, for all its packages. */
const readCatalog = async (): Promise<Map<string, string>> => {
  const lines = (await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8')).split('\n')
  const from = lines.indexOf('catalog:') + 1
  const length = lines.slice(from).findIndex((line) => !line.startsWith('  '))
  return new Map(
    lines.slice(from, from + length).map((line) => {
      const [, name = '', version = ''] = /^ {2}"?([^":]+)"?: (.+)$/.exec(line) ?? []
      return [name, version]
    }),
  )
}

/** As somebody has it who took an example out of the repository: our packages packed, from a running server. */
const outside = (manifest: Manifest, catalog: Map<string, string>, serverUrl: string): Manifest => {
  const rangeOf = (name: string, range: string): string => {
    if (range === 'catalog:') return catalog.get(name) ?? range
    if (!range.startsWith('workspace:')) return range
    return `${serverUrl}/packages/${name.replace('@', '').replace('/', '-')}.tgz`
  }
  const ranges = (dependencies: Record<string, string> = {}): Record<string, string> =>
    Object.fromEntries(
      Object.entries(dependencies)
        .filter(([name]) => !isForTypes(name))
        .map(([name, range]) => [name, rangeOf(name, range)]),
    )
  return {
    ...manifest,
    dependencies: ranges(manifest.dependencies),
    devDependencies: ranges(manifest.devDependencies),
  }
}

/**
 * Copies examples into `folder/examples` and installs all of them at once from the packages that a server hands out.
 * @returns where each is
 */
export const installExamples = async (
  names: readonly string[],
  folder: string,
  serverUrl: string,
): Promise<(name: string) => string> => {
  const catalog = await readCatalog()
  const at = (name: string): string => join(folder, 'examples', name)
  for (const name of names) {
    await cp(join(root, 'examples', name), at(name), {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
    })
    const file = join(at(name), 'package.json')
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
    await writeFile(file, JSON.stringify(outside(manifest, catalog, serverUrl)))
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, workspaces: ['examples/*'] }))
  await run('npm', ['i', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder })
  return at
}

/** `vite build`, with the server's address in the environment, as their README says. */
export const buildExample = async (cwd: string, env: Readonly<Record<string, string>>): Promise<void> => {
  await run('npm', ['run', 'build'], { cwd, env: { ...process.env, ...env } })
}
