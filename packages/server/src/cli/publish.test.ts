import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { publish } from './publish.js'
import { run } from './run.js'
import { aWorld } from './testing/fake-world.js'
import { aGiven } from './testing/given.js'

let test: TestServer
let url = ''
let cwd = ''
beforeAll(async () => {
  test = await openTestServer()
  url = (await test.server.listen()).url
  cwd = await mkdtemp(join(tmpdir(), 'inboxkit-publish-'))
})
afterAll(async () => {
  await test.close()
  await rm(cwd, { recursive: true, force: true })
})

const env = { INBOXKIT_API_KEY: 'shop', INBOXKIT_API_SECRET: 'shop-secret' }
const step = (title: string): object => ({ type: 'send', channel: 'inApp', template: { title } })
const hello = (identifier: string, title: string = 'Hello'): object => ({
  identifier,
  name: 'Hello',
  steps: [step(title)],
})

const write = async (name: string, content: unknown): Promise<void> =>
  writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content))

/** The command in its folder, as far as it gets: what it prints, or why not. */
const call = async (file: string, given: { server?: string; apiKey?: string } = {}) => {
  const world = aWorld({ cwd, env: { ...env, INBOXKIT_URL: url } })
  const code = await publish(aGiven([file], { '--server': given.server, '--api-key': given.apiKey }), world)
  return { code, printed: world.printed, told: world.told }
}

const versionOf = async (identifier: string): Promise<unknown> =>
  (await test.call('GET', `/v3/workflows/${encodeURIComponent(identifier)}`, test.asApp)).body['version']

describe('publish', () => {
  it('puts a definition on the server, in a new version where it changed', async () => {
    await write('one.json', hello('order shipped/1'))
    const first = await call('one.json')
    expect(first).toEqual({ code: 0, printed: ['published order shipped/1, version 1'], told: [] })
    expect((await call('one.json')).printed).toEqual(['unchanged order shipped/1, version 1'])
    await write('one.json', hello('order shipped/1', 'Hi'))
    expect((await call('one.json')).printed).toEqual(['published order shipped/1, version 2'])
    expect(await versionOf('order shipped/1')).toBe(2)
  })

  it('takes an array, and says of each what is wrong with it', async () => {
    await write('many.json', [
      hello('many-1'),
      { ...hello('many-2'), steps: [step('One'), { type: 'send', channel: 'inApp', template: 'none' }] },
      { ...hello('many-3'), name: 7, payload: { type: 'nothing' } },
      hello('many-4'),
    ])
    const { code, printed, told } = await call('many.json')
    expect(code).toBe(1)
    expect(printed).toEqual(['published many-1, version 1', 'published many-4, version 1'])
    expect(told).toEqual([
      'inboxkit: many.json: many-2: steps[1].template must name a template: there is no none',
      'inboxkit: many.json: many-3: name must be a string',
    ])
    expect(await versionOf('many-2')).toBeUndefined()
  })

  it('imports a module, and finds definitions by default and by name', async () => {
    const text = (name: string): string => JSON.stringify(hello(name))
    await write(
      'named.mjs',
      `export const a = ${text('named-a')}\nexport const b = ${text('named-b')}\nexport const version = 3\nexport default a`,
    )
    expect((await call('named.mjs')).printed).toEqual([
      'published named-a, version 1',
      'published named-b, version 1',
    ])
    await write('list.mjs', `export default [${text('list-a')}, ${text('list-b')}]`)
    expect((await call('list.mjs')).printed).toHaveLength(2)
    await write('old.cjs', `exports.a = ${text('old-a')}\nexports.b = ${text('old-b')}`)
    expect((await call('old.cjs')).printed).toEqual([
      'published old-a, version 1',
      'published old-b, version 1',
    ])
  })

  it('goes to the app and the server that are named', async () => {
    await write('theirs.json', hello('theirs'))
    const world = aWorld({ cwd, env: { INBOXKIT_API_SECRET: 'other-secret', INBOXKIT_API_KEY: 'shop' } })
    const words = ['publish', 'theirs.json', '--server', `${url}/v3/`, '--api-key', 'other']
    expect(await run(['node', 'inboxkit', ...words], '1.2.3', world)).toBe(0)
    expect(world.printed).toEqual(['published theirs, version 1'])
    expect(await versionOf('theirs')).toBeUndefined()
    const theirs = await test.call('GET', '/v3/workflows/theirs', test.asOtherApp)
    expect(theirs.body['version']).toBe(1)
  })

  it.each([
    ['none.json', undefined, /^"publish" takes a file that can be read: .*none\.json cannot$/],
    ['none.mjs', undefined, /none\.mjs cannot be imported: /],
    [
      'a.yaml',
      'a: 1',
      /^"publish" takes a \.json, \.js, \.mjs, \.cjs or TypeScript file: .*a\.yaml is none$/,
    ],
    ['bad.json', '{', /bad\.json must be JSON: /],
    ['text.json', '"hello"', /text\.json must have a workflow definition: an object with an identifier and/],
    ['empty.json', '[]', /empty\.json must have a workflow definition: .*, or an array of them$/],
    ['part.json', [hello('part'), { steps: [] }], /part\.json\[1\] must be a workflow definition: /],
    ['twice.json', [hello('two'), hello('two')], /twice\.json must define each workflow once: two stands/],
    ['no.mjs', 'export const a = 1', /no\.mjs must export a workflow definition: /],
    ['wrong.mjs', 'export default 7', /^The default export of .*wrong\.mjs must have a workflow definition/],
    ['throws.mjs', 'throw new Error("not today")', /throws\.mjs cannot be imported: not today$/],
  ])('refuses %s', async (file, content, message) => {
    if (content !== undefined) await write(file, content)
    await expect(call(file)).rejects.toThrow(message)
    expect(await versionOf('part')).toBeUndefined()
  })

  it('says which Node imports TypeScript', async () => {
    const world = aWorld({ cwd, env })
    const command = aGiven(['typed.ts'], { '--server': url })
    const refuse = () =>
      Promise.reject(Object.assign(new TypeError('Unknown'), { code: 'ERR_UNKNOWN_FILE_EXTENSION' }))
    await expect(publish(command, world, refuse)).rejects.toThrow(
      `typed.ts is TypeScript, which Node ${process.version} does not import: use Node 22.18 or newer, or name the .js`,
    )
    const load = () => Promise.resolve({ typed: hello('typed') })
    expect(await publish(command, world, load)).toBe(0)
    expect(world.printed).toEqual(['published typed, version 1'])
  })

  it('tells a wrong key, a wrong address and another server apart', async () => {
    await write('away.json', hello('away'))
    await expect(call('away.json', { apiKey: 'other' })).rejects.toThrow(
      'INBOXKIT_API_KEY and INBOXKIT_API_SECRET must be those of an app on the server',
    )
    await expect(call('away.json', { server: 'http://127.0.0.1:9' })).rejects.toThrow(
      /^No server answers at http:\/\/127\.0\.0\.1:9\/v3 \(.*\): start one, or name another with --server$/,
    )
    const page = createServer((_, response) => response.end('<html>'))
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const other = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
    for (const address of [`${url}/elsewhere`, other])
      await expect(call('away.json', { server: address })).rejects.toThrow(
        `What answers at ${address}/v3 is no inboxkit server: HTTP `,
      )
    page.close()
  })
})
