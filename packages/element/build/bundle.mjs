import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { minify } from 'terser'
import { languages, pure, resolve } from '../../react/build-plugins.mjs'
import { eagerEngine, inside, laterStyles, order, styleModules, withoutPartNames } from './plugins.mjs'
import { styleSheets } from './style-sheets.mjs'

/** @param {string} path from here */
const file = (path) => fileURLToPath(new URL(path, import.meta.url))

/** @typedef {{ fileName: string, code: string, isEntry: boolean }} Built */

/**
 * Bundles an entry for production, with Preact in the place of React: one file with all that an open panel needs, and
 * `chunks/` of what is loaded on demand.
 * @param {string} entry below src @param {RegExp} [external] what hosts have by themselves
 * @returns {Promise<Built[]>}
 */
export const bundle = async (entry, external = /^$/) => {
  const hasCore = !external.test('@inboxkit/core')
  /** @param {{ first: string, later: string }} sheets */
  const open = (sheets) =>
    rolldown({
      input: { index: file(`../src/${entry}`) },
      external,
      platform: 'browser',
      resolve: {
        ...resolve,
        // React's and the core's sources, so that each module goes where it is needed first.
        conditionNames: ['inboxkit-source', 'import', 'browser', 'default'],
        alias: { 'react/jsx-runtime': file('../src/jsx-runtime.ts'), react: file('../src/react.ts') },
      },
      transform: { define: { 'process.env.NODE_ENV': '"production"' }, jsx: { runtime: 'automatic' } },
      plugins: [
        languages,
        pure,
        inside,
        order(hasCore),
        ...(hasCore ? [eagerEngine()] : []),
        laterStyles(),
        styleModules(sheets),
        withoutPartNames,
      ],
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
      },
    })
  const plain = await generate(await open({ first: '', later: '' }))
  const first = plain.filter(({ fileName }) => /^(?:chunks\/)?index\.js$/.test(fileName))
  return generate(await open(styleSheets(first.map(({ code }) => code).join())))
}

/** @param {Awaited<ReturnType<typeof rolldown>>} bundle @returns {Promise<Built[]>} */
const generate = async (bundle) => {
  const first = await bundle.generate({ format: 'esm' })
  const modules = startOf(first.output.filter((one) => one.type === 'chunk'))
  const { output } = await bundle.generate({
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: [{ name: 'index', test: (id) => modules.has(id) }] },
  })
  await bundle.close()
  return Promise.all(
    output
      .filter((one) => one.type === 'chunk')
      .map(async ({ fileName, code, isEntry }) => ({ fileName, code: await smaller(code), isEntry })),
  )
}

/** Modules that the entry needs from the start. @param {readonly import('rolldown').OutputChunk[]} chunks */
const startOf = (chunks) => {
  const modules = new Set()
  /** @param {import('rolldown').OutputChunk | undefined} chunk */
  const add = (chunk) => {
    for (const id of chunk?.moduleIds ?? []) modules.add(id)
    for (const name of chunk?.imports ?? []) add(chunks.find(({ fileName }) => fileName === name))
  }
  add(chunks.find(({ isEntry }) => isEntry))
  return modules
}

/** What a second minifier finds after the first: 1.5 % after compression. @param {string} code */
const smaller = async (code) =>
  (await minify(code, { module: true, ecma: 2020, compress: { passes: 3 } })).code ?? code
