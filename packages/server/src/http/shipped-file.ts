import { fileURLToPath } from 'node:url'

/**
 * A file that is shipped in src. From src/http, from dist/http and from a program that tests bundle alike: each lies two
 * levels below the package's root.
 */
export const shippedFile = (path: string): string =>
  fileURLToPath(new URL(`../../src/${path}`, import.meta.url))
