import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { rsaPair } from './testing/keys.js'

/** An entry with everything it needs, as a bundler for an edge runtime would have it. */
const bundled = async (
  entry: string,
  format: 'esm' | 'iife' = 'esm',
): Promise<{ text: string; inputs: string[] }> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format,
    globalName: 'entry',
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
    const { text: whole } = await bundled('./index.ts')
    // Files can be attached where there are files: the runtime is asked whether it has them.
    const asked = /\w+\?\.getBuiltinModule\?\.\("node:fs\/promises"\)/
    expect(whole).toMatch(asked)
    const text = whole.replace(asked, '')
    expect(text.length).toBeGreaterThan(10_000)
    expect(text.match(/\bimport\b[^(]*?from\s*["'][^"']+["']/g)).toBeNull()
    // The first part of a path may have the name of a built-in.
    for (const name of builtinModules) expect(text).not.toMatch(new RegExp(`(?<!\\[)["'](node:)?${name}["']`))
    expect(text.match(/\b(process|Buffer|require|__dirname|setImmediate|global)\b(?=[.[(])/g)).toBeNull()
  })

  it('works where there is nothing but the web’s globals', async () => {
    const asked: unknown[] = []
    const web = {
      ...{ AbortController, CryptoKey, Headers, Response, TextDecoder, TextEncoder, URL, URLSearchParams },
      ...{ atob, btoa, clearTimeout, crypto, setTimeout, structuredClone },
      fetch: (url: string, init: RequestInit) => {
        asked.push(url, init.method, init.body)
        return Promise.resolve(Response.json({ requestId: 'r-1' }, { status: 202 }))
      },
    }
    const pair = rsaPair()
    const context = createContext({ ...web, signingKey: pair.pkcs8 })
    const { text } = await bundled('./index.ts', 'iife')
    const program = `(async () => {
      const kit = new entry.Inboxkit({ baseUrl: 'https://inbox.test', apiKey: 'key', apiSecret: 'secret', signingKey })
      const sent = await kit.send({ notification: { title: 'Edge' }, sendTo: { everyone: true } })
      const refused = await new entry.WorkflowTrigger({ workflow: 'w' }).addAttachment('a.pdf').catch(String)
      return { sent, refused, token: await kit.generateUserToken('ann') }
    })()`
    const result: unknown = await runInContext(`${text}\n${program}`, context)
    const { sent, refused, token } = result as { sent: object; refused: string; token: string }
    expect(refused).toMatch('There are no files to attach on this runtime: give an address instead')
    expect(sent).toEqual({ requestId: 'r-1' })
    expect(asked).toEqual([
      'https://inbox.test/v3/notifications',
      'POST',
      '{"notification":{"title":"Edge"},"sendTo":{"everyone":true}}',
    ])
    expect((await jwtVerify(token, pair.publicKey)).payload.sub).toBe('user:ann')
  })

  it('brings no schema library along for defineWorkflow', async () => {
    const { inputs } = await bundled('./index.ts')
    expect(inputs.filter((file) => file.includes('zod'))).toEqual([])
    expect(inputs.some((file) => file.endsWith('define-workflow.ts'))).toBe(true)
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
