import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheDir, packedDir, publishedPackages } from '../setup/paths.mjs'
import { must } from '../setup/shell.mjs'

/** A folder in which the packed packages are installed, as a user's project would have them. */
export const stageDir = join(cacheDir, 'size')

/** Unpacks the client packages; what they depend on is linked from where pnpm put it. */
export const stage = async () => {
  rmSync(stageDir, { recursive: true, force: true })
  const clients = publishedPackages().filter(({ manifest }) => manifest.name !== '@inboxkit/server')
  for (const { dir, fileName, manifest } of clients) {
    const target = join(stageDir, 'node_modules', manifest.name)
    mkdirSync(target, { recursive: true })
    const words = ['-xzf', join(packedDir, fileName), '-C', target, '--strip-components=1']
    await must(`Unpacking ${fileName}`, 'tar', words)
    const foreign = Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith('@inboxkit/'))
    for (const name of foreign) {
      const link = join(target, 'node_modules', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(join(dir, 'node_modules', name), link, 'junction')
    }
  }
}
