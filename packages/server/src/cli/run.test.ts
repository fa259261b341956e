import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readPublicKey } from '../auth/public-keys.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { run } from './run.js'
import { type Setting, settingsIn } from './settings.js'
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
    [['serve', '--colour'], /^inboxkit: "serve" has no option --colour: "inboxkit serve --help" shows all$/],
    [['serve', '--prot', '80'], /^inboxkit: "serve" has no option --prot: did you mean --port\?$/],
    [['serve', '--secure'], /: did you mean --secure-mode\?$/],
    [['serve', '-p', '80'], /^inboxkit: "serve" has no option -p: /],
    [['serve', 'extra'], /^inboxkit: "serve" does not take "extra" here: inboxkit serve \[options\]$/],
    [['serve', '--demo', 'maybe'], /^inboxkit: --demo \(INBOXKIT_DEMO\) must be on or off/],
    [['serve', '--port', '1', '--port', '2'], /^inboxkit: --port must be given once$/],
    [['serve', '--port'], /^inboxkit: --port \(PORT\) must be a whole number/],
    [['serve', '--port='], /^inboxkit: --port \(PORT\) must be a whole number/],
    [['serve', '--port', '--demo'], /^inboxkit: --port \(PORT\) must be a whole number/],
    [['serve', '--no-port'], /^inboxkit: "serve" has no option --no-port: did you mean --port\?$/],
    [
      ['serve', '--port=abc'],
      /^inboxkit: --port \(PORT\) must be a whole number from 0 to 65535, not "abc"$/,
    ],
    [['serve', '--demo=maybe'], /^inboxkit: --demo \(INBOXKIT_DEMO\) must be on or off/],
    [['serve', '--api-secret', 'is_1234567890123'], /^inboxkit: "serve" has no option --api-secret: /],
    [
      ['serve', '--redis-url', 'redis://h'],
      /^inboxkit: --redis-url \(REDIS_URL\) must come with --database-url/,
    ],
    [
      ['serve', '--role', 'worker'],
      /^inboxkit: --role worker \(INBOXKIT_ROLE\) must come with --database-url/,
    ],
    [
      ['serve', '--role', 'both'],
      /^inboxkit: --role \(INBOXKIT_ROLE\) must be one of all, api, worker, not "both"/,
    ],
    [
      ['frob'],
      /^inboxkit: There is no command "frob": there are serve, send, doctor, publish, apps, keys, export, import$/,
    ],
    [['sevre'], /^inboxkit: There is no command "sevre": did you mean "serve"\?$/],
    [['pub', 'a.json'], /^inboxkit: There is no command "pub": did you mean "publish"\?$/],
    [['apps'], /^inboxkit: "apps" needs to know what to do: there are "apps list" and "apps create NAME"$/],
    [['apps', 'frob'], /^inboxkit: There is no "apps frob": there are/],
    [['apps', 'list', 'Shop'], /^inboxkit: There is no "apps list Shop": there are/],
    [['apps', 'create'], /^inboxkit: "apps create" takes a name/],
    [['apps', 'create', 'Harbor', 'shop'], /^inboxkit: "apps" does not take "shop" here: /],
    [['apps', 'list', '--port', '1'], /^inboxkit: "apps" has no option --port: /],
    [['apps', 'list', '--data', 'memory'], /^inboxkit: --data \(INBOXKIT_DATA\) must be a folder here/],
    [['keys'], /^inboxkit: "keys" needs to know what to do: there are "keys list", /],
    [['keys', 'list', '--app'], /^inboxkit: --app must be followed by its key$/],
    [['keys', 'frob'], /^inboxkit: There is no "keys frob": there are/],
    [['publish'], /^inboxkit: "publish" needs a file: inboxkit publish FILE$/],
    [['publish', 'a.json'], /^inboxkit: --api-key \(INBOXKIT_API_KEY\) must be the API key of an app/],
    [['publish', 'a.json', '--api-key', 'shop'], /^inboxkit: INBOXKIT_API_SECRET must be the API secret/],
    [
      ['publish', 'a.json', '--server', 'ftp://h'],
      /^inboxkit: --server \(INBOXKIT_URL\) must be the address of a server, such as .*, not "ftp:\/\/h"$/,
    ],
    [['publish', 'a.json', '--api-secret', 'is_1'], /^inboxkit: "publish" has no option --api-secret: /],
    [['send', 'Hello'], /^inboxkit: --to must name who gets it: /],
    [['send', '--to', 'ann'], /^inboxkit: "send" needs a text or a workflow: /],
    [['send', 'Hello', '--to', 'ann', '--workflow', 'w'], /^inboxkit: --workflow has texts of its own: /],
    [['send', 'Hello', '--to', 'ann', '--data', '[1]'], /^inboxkit: --data must be a JSON object such as /],
    [['send', 'Hello', '--to', 'ann', '--data', '{'], /^inboxkit: --data must be a JSON object such as /],
    [
      ['send', 'Hello', '--to', 'ann', '--wait=0'],
      /^inboxkit: --wait must be a number of seconds from 1 to 3600, not "0"$/,
    ],
    [['send', 'Hello', '--to', 'ann', '--json=yes'], /^inboxkit: --json takes no value, and not "yes"$/],
    [['send', 'Hello', '--to', 'ann'], /^inboxkit: --api-key \(INBOXKIT_API_KEY\) must be/],
    [
      ['keys', 'make', '--algorithm', 'HS256'],
      /^inboxkit: --algorithm must be one of RS256, ES256, not "HS256"$/,
    ],
  ])('refuses %j in one line, as something that was not given as it must be', async (words, message) => {
    const world = aWorld()
    const { code, printed, told } = await call(world, ...words)
    expect({ code, printed }).toEqual({ code: 2, printed: '' })
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
    const world = aWorld()
    const said = async (...words: string[]): Promise<string> => {
      const { code, printed, told } = await call(world, ...words)
      expect({ code, told }).toEqual({ code: 0, told: '' })
      return printed
    }
    const help = await said('--help')
    expect(help).toMatch(/publish +put the workflows of a file on a running server/)
    expect(await said()).toBe(help)
    expect(await said('help')).toBe(help)
    const serve = await said('serve', '--help')
    expect(serve).toMatch(/--port <number> +where to listen/)
    expect(serve).toMatch(/INBOXKIT_API_SECRET +its API secret/)
    expect(await said('help', 'serve')).toBe(serve)
    expect(await said('serve', '--port', '1', '-h')).toBe(serve)
    expect(await said('--version')).toBe(`inboxkit 1.2.3 (Node ${process.version})`)
    expect(await said('-v')).toBe(await said('--version'))
  })

  it('says of every command what it takes, in 80 columns', async () => {
    const world = aWorld()
    const names = [...(await call(world, '--help')).printed.matchAll(/^ {2}([a-z]+) {2,}/gm)]
    expect(names).toHaveLength(8)
    for (const [, name = ''] of [['', ''], ...names]) {
      const { printed } = await call(world, ...(name === '' ? [] : [name]), '--help')
      expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([])
      expect(printed).toMatch(/^(Usage: )?inboxkit /)
    }
  })

  it('leaves no setting out of the help of serve, and none from doctor', async () => {
    const world = aWorld()
    const { printed } = await call(world, 'serve', '--help')
    const all = Object.values<Setting<unknown>>(settingsIn('/'))
    expect(all.map(({ variable }) => variable).filter((variable) => !printed.includes(variable))).toEqual([])
    expect((await call(world, 'doctor', '--prot', '1')).told).toContain('did you mean --port?')
  })

  it('takes everything behind -- as words', async () => {
    const { code, told } = await call(aWorld(), 'send', '--to', 'ann', '--', '--help')
    expect(code).toBe(2)
    expect(told).toContain('--api-key (INBOXKIT_API_KEY) must be')
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
