import { readFileSync } from 'node:fs'

const manifest = new URL('../../package.json', import.meta.url)

/** Our own version, as in the package's manifest. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
