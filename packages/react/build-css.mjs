import { writeFileSync } from 'node:fs'
import { bundle } from 'lightningcss'
import { shorten } from './shorten-css.mjs'

/** @param {number} major @param {number} [minor] */
const version = (major, minor = 0) => (major << 16) | (minor << 8)
const targets = { chrome: version(123), firefox: version(125), safari: version(17, 5) }

for (const name of ['styles.css', 'styles.layer.css']) {
  const { code } = bundle({ filename: `src/${name}`, minify: true, targets })
  // The one that tells in development whether there is a stylesheet.
  writeFileSync(`dist/${name}`, shorten(code.toString(), ['--ibx-surface']))
  // TypeScript 6 and newer ask what an import without a name is.
  writeFileSync(`dist/${name}.d.ts`, 'export {}\n')
}
