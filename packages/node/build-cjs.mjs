import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

// For those who `require`, and for their older compilers: everything inside, as what this package needs comes as ES
// modules only. Both entries come out of one file, so that a Problem is the same class in both.
const entries = ['index', 'engagespot']
const out = 'dist/cjs'

await build({
  stdin: {
    contents: entries.map((name) => `export * as ${name} from './dist/${name}.js'`).join('\n'),
    resolveDir: '.',
  },
  outfile: `${out}/all.js`,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  banner: { js: `/*! Contains jose.\n\n${readFileSync('node_modules/jose/LICENSE.md', 'utf8')}*/` },
})
writeFileSync(`${out}/package.json`, '{ "type": "commonjs" }\n')
for (const name of entries)
  writeFileSync(`${out}/${name}.js`, `module.exports = require('./all.js').${name}\n`)

/** Copies types, which find the protocol beside them. @param {string} from @param {string} to */
const copyTypes = (from, to) => {
  const files = readdirSync(from, { recursive: true }).map(String)
  for (const file of files.filter((file) => file.endsWith('.d.ts') && !file.startsWith('cjs'))) {
    const target = join(to, file)
    const protocol = relative(dirname(target), `${out}/protocol/index.js`).replaceAll('\\', '/')
    const text = readFileSync(join(from, file), 'utf8')
      .replaceAll("'@inboxkit/protocol'", `'${protocol.startsWith('.') ? protocol : `./${protocol}`}'`)
      .replace(/\n\/\/# sourceMappingURL=.*/, '')
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}
copyTypes('dist', out)
copyTypes('node_modules/@inboxkit/protocol/dist', `${out}/protocol`)
