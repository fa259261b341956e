import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const block = 512
const manifestName = 'package/package.json'

/** A header's text field: bytes up to the first NUL. */
const field = (tar: Buffer, start: number, length: number): string =>
  tar.toString('utf8', start, start + length).replace(/\0.*$/s, '')

const padded = (content: Buffer): Buffer =>
  Buffer.concat([content], Math.ceil(content.length / block) * block)

/** A copy of an entry's header for content of another length: its size and the sum over its bytes change. */
const headerFor = (content: Buffer, original: Buffer): Buffer => {
  const header = Buffer.from(original)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  // The sum is taken with its own eight bytes as blanks.
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

const replaceManifest = (tar: Buffer, change: (manifest: string) => string): Buffer => {
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(field(tar, at + 124, 12), 8)
    const next = at + block + Math.ceil(size / block) * block
    if (field(tar, at, 100) === manifestName) {
      const content = Buffer.from(change(tar.toString('utf8', at + block, at + block + size)))
      const header = headerFor(content, tar.subarray(at, at + block))
      return Buffer.concat([tar.subarray(0, at), header, padded(content), tar.subarray(next)])
    }
    at = next
  }
  throw new Error(`The tarball holds no ${manifestName}`)
}

/**
 * An npm tarball with another package.json in it. The same input gives the same bytes, so that the integrity hash in
 * somebody's lockfile stays right.
 * @throws Error when there is no manifest in it
 */
export const withManifest = async (tarball: Buffer, change: (manifest: string) => string): Promise<Buffer> =>
  promisify(gzip)(replaceManifest(await promisify(gunzip)(tarball), change))
