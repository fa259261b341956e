import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { packedDir, publishedPackages, root } from './paths.mjs'
import { must } from './shell.mjs'

const publicDir = join(root, 'packages/server/public')
const server = '@inboxkit/server'

/** What the page needs of it, and the notices that go with that. */
const swaggerUi = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'LICENSE',
  'NOTICE',
]

/** Packs everything but the server, which carries what is packed here. */
export const packClients = async () => {
  rmSync(packedDir, { recursive: true, force: true })
  mkdirSync(packedDir, { recursive: true })
  for (const one of publishedPackages()) if (one.manifest.name !== server) await pack(one)
}

/**
 * Puts together the folder that the server serves: the demo, `inboxkit.js` with what it loads on demand, the page that
 * shows the reference, Storybook, and the packed packages, whose manifests name each other by version. The server puts
 * its own address there when it hands one out, so that `npm i http://host/packages/inboxkit-react.tgz` finds the others
 * at the same host.
 */
export const assemblePublic = async () => {
  const beside = `${publicDir}.${process.pid}`
  rmSync(beside, { recursive: true, force: true })
  cpSync(join(root, 'apps/demo/dist'), beside, { recursive: true })
  copyScript(beside)
  cpSync(join(root, 'packages/server/reference-page'), join(beside, 'docs'), { recursive: true })
  for (const file of swaggerUi)
    copyFileSync(join(root, 'packages/server/node_modules/swagger-ui-dist', file), join(beside, 'docs', file))
  cpSync(packedDir, join(beside, 'packages'), { recursive: true })
  rmSync(join(beside, 'packages', 'inboxkit-server.tgz'), { force: true })
  // Only for those who work here: it is not packed, and it is there once it is built.
  symlinkSync(join(root, 'stories/storybook-static'), join(beside, 'storybook'), 'junction')
  rmSync(publicDir, { recursive: true, force: true })
  renameSync(beside, publicDir)

  for (const one of publishedPackages().filter(({ manifest }) => manifest.name === server)) {
    await pack(one)
    copyFileSync(join(packedDir, one.fileName), join(publicDir, 'packages', one.fileName))
  }
}

/** The script for plain pages, compressed as well: a server that does that with each answer would be slower. @param {string} to */
const copyScript = (to) => {
  const from = join(root, 'packages/element/dist/script')
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue
    const code = readFileSync(join(from, name))
    mkdirSync(join(to, name, '..'), { recursive: true })
    writeFileSync(join(to, name), code)
    writeFileSync(join(to, `${name}.gz`), gzipSync(code, { level: 9 }))
    writeFileSync(join(to, `${name}.br`), brotliCompressSync(code))
  }
}

/** pnpm puts the root's LICENSE in where a package has no file with such a name, not even deep inside. @param {import('./paths.mjs').Package} one */
const pack = ({ dir, fileName, manifest }) =>
  must(`Packing ${manifest.name}`, 'pnpm', ['pack', '--out', join(packedDir, fileName)], { cwd: dir })
