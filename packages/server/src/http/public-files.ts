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

/** Storybook writes scripts and styles into its pages, and shows each story in a frame. */
const storybookSecurity = {
  scriptSrc: ["'self'", "'unsafe-inline'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'https:'],
  fontSrc: ["'self'", 'data:'],
  frameSrc: ["'self'"],
  frameAncestors: ["'self'"],
}

/** What the page that shows the reference knows from the start: values of its security schemes, by name. */
export interface ReferencePageSettings {
  apiKey?: string
  userId?: string | undefined
}

/**
 * The demo at `/`, the script for plain pages at `/inboxkit.js` with what it loads below `/inboxkit`, packed packages
 * below `/packages`, the reference as a page at `/docs`, and Storybook, where it was built. Of a file that was compressed beforehand that form is sent.
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
  const reference = join(folder, 'docs')
  if (existsSync(reference))
    await http.register(async (files) => {
      // Swagger UI's pictures are in its style sheet.
      await files.register(fastifyHelmet, pageSecurity({ imgSrc: ["'self'", 'data:'] }))
      await files.register(fastifyStatic, { root: reference, prefix: '/docs/', maxAge: 0 })
      files.get('/docs', (_request, reply) => reply.sendFile('index.html'))
      files.get('/docs/settings.json', async () => settings)
    })
  const storybook = join(folder, 'storybook')
  if (existsSync(storybook))
    await http.register(async (files) => {
      await files.register(fastifyHelmet, pageSecurity(storybookSecurity))
      await files.register(fastifyStatic, { root: storybook, prefix: '/storybook/', maxAge: 0 })
      // Its pages name their files relative to the folder.
      files.get('/storybook', ({ url }, reply) =>
        url.startsWith('/storybook/') ? reply.sendFile('index.html') : reply.redirect('/storybook/'),
      )
    })
}
