import { afterEach, describe, expect, it, vi } from 'vitest'
import { SealBroken } from '../auth/encryption.js'
import type { ServerOptions } from '../options.js'
import { serve } from './serve.js'
import { aWorld, type FakeWorld } from './testing/fake-world.js'

const options = (given: Partial<ServerOptions> = {}): ServerOptions => ({
  port: 4400,
  host: '127.0.0.1',
  dataDir: '/nowhere/.inboxkit',
  secureMode: false,
  hmac: false,
  demo: false,
  rateLimit: true,
  ...given,
})

/** Serves until it is ready, ends it, and returns all that was said. */
const served = async (world: FakeWorld, given?: Partial<ServerOptions>): Promise<string> => {
  const ending = serve(options(given), world)
  await vi.waitFor(() => expect(world.printed).not.toEqual([]))
  const told = world.told.join('\n')
  world.signal()
  expect(await ending).toBe(0)
  return told
}

const failing = (error: unknown): Pick<FakeWorld, 'createServer'> => ({
  createServer: () => Promise.reject(error),
})
const aSystemError = (code: string, facts: object = {}): Error =>
  Object.assign(new Error(`failed: ${code}`), { code, ...facts })

afterEach(() => {
  vi.useRealTimers()
})

describe('serve', () => {
  it('prints exactly one line on standard output, when it answers', async () => {
    const world = aWorld()
    await served(world, { demo: true, host: '0.0.0.0' })
    expect(world.printed).toEqual(['inboxkit ready on http://127.0.0.1:4400'])
    expect(world.made).toEqual([options({ demo: true, host: '0.0.0.0' })])
  })

  it('shows key and secret when they were made just now', async () => {
    const told = await served(aWorld())
    expect(told).toMatch(/API key {5}ik_made\n +API secret {2}is_made/)
  })

  it.each([
    ['they were made earlier', { app: { name: 'My app', apiKey: 'ik_made' } }, {}],
    ['they were configured', {}, { apiKey: 'ik_made', apiSecret: 'is_made' }],
  ])('does not show the secret when %s', async (_, server, given) => {
    expect(await served(aWorld({}, server), given)).not.toContain('is_made')
  })

  it('shows new keys even when it cannot listen, for they are stored', async () => {
    const world = aWorld({}, { listen: () => Promise.reject(aSystemError('EADDRINUSE')) })
    expect(await serve(options(), world)).toBe(1)
    expect(world.told.join('\n')).toContain('is_made')
    expect(world.closed).toBe(1)
  })

  it.each([
    ['0.0.0.0', {}, true],
    ['::', {}, true],
    ['10.0.0.7', {}, true],
    ['10.0.0.7', { secureMode: true }, false],
    ['10.0.0.7', { hmac: true }, false],
    ['10.0.0.7', { role: 'worker' as const }, false],
    ['127.0.0.1', {}, false],
    ['127.3.2.1', {}, false],
    ['::1', {}, false],
    ['localhost', {}, false],
  ])('on %s with %j warns of open mode: %s', async (host, given, isWarned) => {
    expect((await served(aWorld(), { host, ...given })).includes('Warning: open mode')).toBe(isWarned)
  })

  it.each<[boolean, string, Partial<ServerOptions>]>([
    [true, 'by a mail server', { providers: { email: [{ type: 'smtp' }] } }],
    [
      false,
      'with an address for the link',
      { providers: { email: [{ type: 'smtp' }] }, publicUrl: 'https://x.test' },
    ],
    [false, 'to the log only', { providers: { email: [{ type: 'console' }], sms: [{ type: 'twilio' }] } }],
    [false, 'nowhere', {}],
  ])('warns (%s) that nobody can unsubscribe from e-mails that go %s', async (isWarned, _, given) => {
    const told = await served(aWorld(), given)
    expect(told.includes('Warning: e-mails carry no link to unsubscribe')).toBe(isWarned)
  })

  it('prints a command for the demo that a shell takes as it is', async () => {
    const told = await served(aWorld({}, { listen: async () => ({ url: 'http://0.0.0.0:4400' }) }), {
      demo: true,
    })
    expect(told).toContain('open http://127.0.0.1:4400/ as ann (Ann Keller), bob')
    expect(told).toContain(
      [
        'curl -X POST http://127.0.0.1:4400/v3/notifications \\',
        `    -H 'X-ENGAGESPOT-API-KEY: ik_made' \\`,
        `    -H 'X-ENGAGESPOT-API-SECRET: is_made' \\`,
        `    -H 'Content-Type: application/json' \\`,
        `    -d '{"notification":{"title":"Hello from your terminal"`,
      ].join('\n'),
    )
  })

  it('prints a command without the secret when the secret is not at hand', async () => {
    const told = await served(aWorld({}, { app: { name: 'My app', apiKey: 'ik_made' } }), { demo: true })
    expect(told).toContain('curl -X POST http://127.0.0.1:4400/demo/send \\\n')
    expect(told).not.toContain('SECRET')
  })
})

describe('a signal', () => {
  it('drains, then ends with 0', async () => {
    const world = aWorld()
    await served(world)
    expect(world.closed).toBe(1)
  })

  it('while the start is under way ends it once it is done', async () => {
    let finish = (): void => undefined
    const world = aWorld()
    const { createServer } = world
    world.createServer = async (given) => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return createServer(given)
    }
    const ending = serve(options(), world)
    world.signal('SIGINT')
    finish()
    expect(await ending).toBe(0)
    expect(world.closed).toBe(1)
  })

  it('ends within 10 seconds when draining does not', async () => {
    vi.useFakeTimers()
    const world = aWorld({}, { close: () => new Promise(() => undefined) })
    const ending = serve(options(), world)
    await vi.waitFor(() => expect(world.printed).not.toEqual([]))
    world.signal()
    await vi.advanceTimersByTimeAsync(9999)
    expect(await ending).toBe(0)
    expect(world.told.at(-1)).toMatch(/not finished after 9 s/)
  })

  it('that comes a second time ends at once', async () => {
    const world = aWorld({}, { close: () => new Promise(() => undefined) })
    void serve(options(), world)
    await vi.waitFor(() => expect(world.printed).not.toEqual([]))
    world.signal('SIGINT')
    expect(world.exited).toEqual([])
    world.signal('SIGINT')
    expect(world.exited).toEqual([1])
  })
})

describe('a start that fails', () => {
  const database = { databaseUrl: 'postgres://u:s3cret@h/db' }
  it.each([
    [
      aSystemError('EADDRINUSE', { syscall: 'listen' }),
      {},
      /^inboxkit: Port 4400 on 127.0.0.1 is in use by another/,
    ],
    [aSystemError('EACCES', { syscall: 'listen' }), { port: 80 }, /^inboxkit: Port 80 is not for this user/],
    [
      aSystemError('EADDRNOTAVAIL'),
      { host: '1.2.3.4' },
      /^inboxkit: --host \(HOST\) must be an address of this machine/,
    ],
    [aSystemError('ENOTFOUND', { hostname: 'nope' }), { host: 'nope' }, /^inboxkit: --host \(HOST\) must be/],
    [
      aSystemError('ECONNREFUSED'),
      database,
      /^inboxkit: The database of --database-url \(DATABASE_URL\) cannot be/,
    ],
    [aSystemError('28P01'), database, /^inboxkit: The database of --database-url \(DATABASE_URL\) cannot be/],
    [new AggregateError([aSystemError('ECONNREFUSED')]), database, /cannot be used: failed: ECONNREFUSED$/],
    [new SealBroken(), {}, /^inboxkit: The file encryption-key in the data folder is not the one/],
    [new SealBroken(), database, /^inboxkit: INBOXKIT_ENCRYPTION_KEY must be the key that this database/],
    [
      new Error('The data folder /x is in use by process 7.'),
      {},
      /^inboxkit: The data folder \/x is in use by process 7.$/,
    ],
  ])('with %s says so in one line and ends with 1', async (error, given, message) => {
    const world = aWorld(failing(error))
    expect(await serve(options(given), world)).toBe(1)
    expect(world.printed).toEqual([])
    expect(world.told).toEqual([expect.stringMatching(message)])
    expect(world.told.join()).not.toMatch(/\n|s3cret/)
  })

  it('by a mistake of ours stays loud', async () => {
    const world = aWorld(failing(new TypeError('x is not a function')))
    expect(await serve(options(), world)).toBe(1)
    expect(world.told.join('\n')).toMatch(/TypeError: x is not a function\n +at /)
  })
})
