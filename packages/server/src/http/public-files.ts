import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { servePackedPackages } from './packed-packages.js'

const builtFiles = fileURLToPath(new URL('../../public', import.meta.url))

/** The demo at `/`, the script for plain pages at `/inboxkit.js`, packed packages below `/packages`. */
export const servePublicFiles = async (http: FastifyInstance, folder: string = builtFiles): Promise<void> => {
  if (!existsSync(folder)) return
  await http.register(async (files) => {
    await files.register(fastifyHelmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          connectSrc: ["'self'", 'ws:', 'wss:'],
          imgSrc: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      // Scripts and packages are there for pages of other origins to load.
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      // One origin may well be plain http on a developer's machine.
      strictTransportSecurity: false,
    })
    servePackedPackages(files, join(folder, 'packages'))
    await files.register(fastifyStatic, { root: folder, maxAge: 0 })
  })
}
