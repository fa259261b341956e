import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { servePackedPackages } from './packed-packages.js'
import { pageSecurity } from './page-security.js'

const builtFiles = fileURLToPath(new URL('../../public', import.meta.url))

/** What the script loads on demand is in a folder that has another name after every change. */
const unchanging = /[\\/]inboxkit[\\/][\da-f]{8}[\\/]/

/** What the page that shows the reference knows from the start: values of its security schemes, by name. */
export interface ReferencePageSettings {
  apiKey?: string
  userId?: string | undefined
}

/**
 * The demo at `/`, the script for plain pages at `/inboxkit.js` with what it loads below `/inboxkit`, packed packages
 * below `/packages`, and the reference as a page at `/docs`. Of a file that was compressed beforehand that form is sent.
 */
export const servePublicFiles = async (
  http: FastifyInstance,
  settings: ReferencePageSettings,
  folder: string = builtFiles,
): Promise<void> => {
  if (!existsSync(folder)) return
  await http.register(async (files) => {
    await files.register(fastifyHelmet, pageSecurity())
    servePackedPackages(files, join(folder, 'packages'))
    await files.register(fastifyStatic, {
      root: folder,
      maxAge: 0,
      preCompressed: true,
      setHeaders: (reply, path) => {
        if (unchanging.test(path)) reply.header('cache-control', 'public, max-age=31536000, immutable')
      },
    })
  })
  const page = join(folder, 'docs')
  if (!existsSync(page)) return
  await http.register(async (files) => {
    // Swagger UI's pictures are in its style sheet.
    await files.register(fastifyHelmet, pageSecurity({ imgSrc: ["'self'", 'data:'] }))
    await files.register(fastifyStatic, { root: page, prefix: '/docs/', maxAge: 0 })
    files.get('/docs', (_request, reply) => reply.sendFile('index.html'))
    files.get('/docs/settings.json', async () => settings)
  })
}
