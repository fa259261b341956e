import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

/** An entry with everything it needs, as a bundler for an edge runtime would have it. */
const bundled = async (entry: string): Promise<{ text: string; inputs: string[] }> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['inboxkit-source', 'worker', 'import'],
    minifyWhitespace: true,
    treeShaking: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
    external: ['node:crypto'],
  })
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) }
}

describe('the main entry', () => {
  it('runs without Node: it imports no built-in and names none of its globals', async () => {
    const { text } = await bundled('./index.ts')
    expect(text.length).toBeGreaterThan(10_000)
    expect(text.match(/\bimport\b[^(]*?from\s*["'][^"']+["']/g)).toBeNull()
    for (const name of builtinModules) expect(text).not.toMatch(new RegExp(`["'](node:)?${name}["']`))
    expect(text.match(/\b(process|Buffer|require|__dirname|setImmediate|global)\b(?=[.[(])/g)).toBeNull()
  })

  it('knows nothing of the migration module', async () => {
    const { inputs, text } = await bundled('./index.ts')
    expect(inputs.filter((file) => file.includes('engagespot'))).toEqual([])
    expect(text).not.toContain('isAxiosError')
  })
})

describe('the migration module', () => {
  it('needs nothing of Node but its crypto and its environment', async () => {
    const { text } = await bundled('./engagespot.ts')
    expect(text.match(/from\s*["'][^"']+["']/g)).toEqual(['from"node:crypto"'])
  })
})
