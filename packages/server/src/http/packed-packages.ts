import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { withManifest } from './npm-tarball.js'

const fileName = (packageName: string): string => `${packageName.replace('@', '').replace('/', '-')}.tgz`

/**
 * `GET /packages/inboxkit-<name>.tgz`: our packages, to be installed from this server where no registry has them.
 * What they need of each other is named by its address at this same server, as the caller wrote it, so that
 * `npm i http://host/packages/inboxkit-react.tgz` brings core and protocol along.
 */
export const servePackedPackages = (http: FastifyInstance, folder: string): void => {
  const pointTo = (origin: string) => (text: string) => {
    const manifest = JSON.parse(text) as { dependencies?: Record<string, string> }
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (existsSync(join(folder, fileName(name)))) {
        manifest.dependencies = { ...manifest.dependencies, [name]: `${origin}/packages/${fileName(name)}` }
      }
    }
    return `${JSON.stringify(manifest, null, 2)}\n`
  }

  http.get<{ Params: { name: string } }>(
    '/packages/:name(^inboxkit-[a-z]+).tgz',
    async ({ params, protocol, host }, reply) => {
      const file = join(folder, `${params.name}.tgz`)
      if (!existsSync(file)) return reply.callNotFound()
      const tarball = await withManifest(await readFile(file), pointTo(`${protocol}://${host}`))
      return reply.header('cache-control', 'no-cache').type('application/gzip').send(tarball)
    },
  )
}
