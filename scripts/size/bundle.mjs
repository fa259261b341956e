import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { stageDir } from './stage.mjs'

/**
 * @typedef {{ file: string, kB: number, imports: readonly { path: string, kind: string }[], inputs: readonly string[] }} Chunk
 * `kB` = 1,000 bytes after gzip -9.
 */

/**
 * Bundles a module for production as a host's bundler would: minified, split at dynamic imports.
 * @param {string} source @param {readonly string[]} external packages that are left out
 * @param {string} [folder] where the packages are that it imports
 * @returns {Promise<{ entry: string, chunks: ReadonlyMap<string, Chunk> }>}
 */
export const bundle = async (source, external, folder = stageDir) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: folder, sourcefile: 'entry.js' },
    external: [...external],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: join(folder, 'out'),
    absWorkingDir: folder,
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const sizes = new Map(
    outputFiles.map(({ path, contents }) => [
      relative(folder, path).replaceAll('\\', '/'),
      gzipSync(contents, { level: 9 }).length / 1000,
    ]),
  )
  /** @type {Map<string, Chunk>} */
  const chunks = new Map()
  let entry = ''
  for (const [file, output] of Object.entries(metafile.outputs)) {
    chunks.set(file, {
      file,
      kB: sizes.get(file) ?? 0,
      imports: output.imports,
      inputs: Object.keys(output.inputs),
    })
    if (output.entryPoint === 'entry.js') entry = file
  }
  return { entry, chunks }
}

/**
 * The chunks that a browser has after loading some: these and what they import statically.
 * @param {ReadonlyMap<string, Chunk>} chunks @param {readonly string[]} files
 */
export const loadedWith = (chunks, files) => {
  /** @type {Map<string, Chunk>} */
  const loaded = new Map()
  /** @param {string} file */
  const load = (file) => {
    const chunk = chunks.get(file)
    if (!chunk || loaded.has(file)) return
    loaded.set(file, chunk)
    for (const { path, kind } of chunk.imports) if (kind === 'import-statement') load(path)
  }
  files.forEach(load)
  return [...loaded.values()]
}

/** @param {readonly Chunk[]} chunks */
export const totalKB = (chunks) => chunks.reduce((total, { kB }) => total + kB, 0)
