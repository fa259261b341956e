import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

// One file for plain pages: React, the stylesheet and everything that is a chunk of its own elsewhere.
await build({
  entryPoints: ['src/script.tsx'],
  outfile: 'dist/inboxkit.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome123', 'firefox125', 'safari17.5'],
  legalComments: 'none',
  define: {
    'process.env.NODE_ENV': '"production"',
    inboxkitStyles: JSON.stringify(readFileSync('dist/styles.css', 'utf8')),
  },
})
