import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readPublicKey } from '../auth/public-keys.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { run } from './run.js'
import { aWorld, type FakeWorld } from './testing/fake-world.js'

const call = async (
  world: FakeWorld,
  ...words: string[]
): Promise<{ code: number; printed: string; told: string }> => {
  world.printed.length = 0
  world.told.length = 0
  const code = await run(['node', 'inboxkit', ...words], '1.2.3', world)
  return { code, printed: world.printed.join('\n'), told: world.told.join('\n') }
}

describe('the command line', () => {
  it.each([
    [['serve', '--colour'], /^inboxkit: Unknown option `--colour`$/],
    [['serve', '-p', '80'], /^inboxkit: Unknown option `-p`$/],
    [['serve', 'extra'], /^inboxkit: Unused args: `extra`$/],
    [['serve', '--demo', 'maybe'], /^inboxkit: --demo \(INBOXKIT_DEMO\) must be on or off/],
    [['serve', '--port', '1', '--port', '2'], /^inboxkit: --port must be given once$/],
    [['serve', '--port'], /^inboxkit: --port \(PORT\) must be a whole number/],
    [['serve', '--no-port'], /^inboxkit: --port \(PORT\) must be a whole number/],
    [
      ['serve', '--port=abc'],
      /^inboxkit: --port \(PORT\) must be a whole number from 0 to 65535, not "abc"$/,
    ],
    [['serve', '--demo=maybe'], /^inboxkit: --demo \(INBOXKIT_DEMO\) must be on or off/],
    [['serve', '--api-secret', 'is_1234567890123'], /^inboxkit: Unknown option `--apiSecret`$/],
    [['serve', '--redis-url', 'redis://h'], /^inboxkit: --redis-url \(REDIS_URL\) must be left out/],
    [['serve', '--role', 'worker'], /^inboxkit: --role \(INBOXKIT_ROLE\) must be "all"/],
    [['frob'], /^inboxkit: There is no command "frob": there are serve, apps, keys and publish$/],
    [['apps'], /^inboxkit: missing required args for command `apps <action> \[name\]`$/],
    [['apps', 'frob'], /^inboxkit: There is no "apps frob": there are/],
    [['apps', 'create'], /^inboxkit: "apps create" takes a name/],
    [['apps', 'list', '--port', '1'], /^inboxkit: Unknown option `--port`$/],
    [['apps', 'list', '--data', 'memory'], /^inboxkit: --data \(INBOXKIT_DATA\) must be a folder here/],
    [['keys', 'list', '--app'], /^inboxkit: option `--app <key>` value is missing$/],
    [['keys', 'frob'], /^inboxkit: There is no "keys frob": there are/],
    [['publish'], /^inboxkit: missing required args for command `publish <file>`$/],
    [['publish', 'a.json'], /^inboxkit: --api-key \(INBOXKIT_API_KEY\) must be the API key of an app/],
    [['publish', 'a.json', '--api-key', 'shop'], /^inboxkit: INBOXKIT_API_SECRET must be the API secret/],
    [
      ['publish', 'a.json', '--url', 'ftp://h'],
      /^inboxkit: --url \(INBOXKIT_URL\) must be the address of a server, such as .*, not "ftp:\/\/h"$/,
    ],
    [['publish', 'a.json', '--api-secret', 'is_1'], /^inboxkit: Unknown option `--apiSecret`$/],
    [
      ['keys', 'make', '--algorithm', 'HS256'],
      /^inboxkit: --algorithm must be one of RS256, ES256, not "HS256"$/,
    ],
  ])('refuses %j in one line', async (words, message) => {
    const world = aWorld()
    const { code, printed, told } = await call(world, ...words)
    expect({ code, printed }).toEqual({ code: 1, printed: '' })
    expect(told).toMatch(message)
    expect(told).not.toContain('\n')
    expect(world.made).toEqual([])
  })

  it('hands flags to the server as they are written', async () => {
    const world = aWorld({ env: { INBOXKIT_SECURE_MODE: 'on', PORT: '1' } })
    const words = [
      'serve',
      '--data',
      '007',
      '--port=0',
      '--no-secure-mode',
      '--demo',
      '--rate-limit',
      'off',
      '--hmac=on',
    ]
    const ending = call(world, ...words)
    await vi.waitFor(() => expect(world.printed).toHaveLength(1))
    world.signal()
    expect(await ending).toMatchObject({ code: 0 })
    expect(world.made).toEqual([
      expect.objectContaining({
        dataDir: '/nowhere/007',
        port: 0,
        secureMode: false,
        demo: true,
        hmac: true,
        rateLimit: false,
      }),
    ])
  })

  it('shows its help and version', async () => {
    const help = vi.spyOn(console, 'info').mockImplementation(() => undefined)
    try {
      const world = aWorld()
      for (const words of [[], ['--help'], ['serve', '--help'], ['--version']])
        expect(await call(world, ...words)).toMatchObject({ code: 0, told: '' })
      const [bare, asked, serve, version] = help.mock.calls.map(([text]) => String(text))
      expect(asked).toBe(bare)
      expect(bare).toContain('keys <action> [subject]')
      expect(bare).toMatch(/publish <file> +put the workflows of a \.json, \.js or \.ts file/)
      expect(serve).toMatch(/--port \[number\] +where to listen/)
      expect(serve).toMatch(/INBOXKIT_API_SECRET +its API secret/)
      expect(version).toMatch(/^inboxkit\/1\.2\.3 /)
    } finally {
      help.mockRestore()
    }
  })
})

describe('keys make', () => {
  it('writes a pair that the server takes, the private half for its owner only', async () => {
    const folder = await temporaryFolder()
    const { code, printed } = await call(
      aWorld({ cwd: folder }),
      'keys',
      'make',
      'keys',
      '--algorithm',
      'ES256',
    )
    expect(code).toBe(0)
    const key = readPublicKey(await readFile(join(folder, 'keys/inboxkit-public.pem'), 'utf8'))
    expect(key.algorithm).toBe('ES256')
    expect(printed).toContain(key.keyId)
    expect((await stat(join(folder, 'keys/inboxkit-private.pem'))).mode & 0o777).toBe(0o600)
  })

  it('never writes over a key', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'inboxkit-private.pem'), 'precious')
    const { code, told } = await call(aWorld({ cwd: folder }), 'keys', 'make')
    expect(code).toBe(1)
    expect(told).toMatch(/^inboxkit: "keys make" takes a folder/)
    expect(await readFile(join(folder, 'inboxkit-private.pem'), 'utf8')).toBe('precious')
  })
})
