import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateSigningKeys } from '../auth/public-keys.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { type ConfigSources, nameOf, readConfig } from './config.js'
import { Refusal } from './refusal.js'
import { type SettingName, settingsIn } from './settings.js'

const cwd = '/nowhere'
const settings = settingsIn(cwd)
const read = (sources: Partial<ConfigSources> = {}) => readConfig({ flags: {}, env: {}, cwd, ...sources })

const refusalOf = (sources: Partial<ConfigSources>): string => {
  try {
    read(sources)
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    return (error as Refusal).message
  }
  return expect.fail('the configuration was taken')
}

const aConfigFile = async (content: unknown): Promise<string> => {
  const folder = await temporaryFolder()
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  await writeFile(join(folder, 'inboxkit.config.json'), text)
  return folder
}

const wrong: Record<SettingName, string[]> = {
  port: ['', 'abc', '-1', '65536', '4400.5', '0x10', '1e3', ' 80'],
  host: ['', 'http://localhost', 'two words'],
  data: ['', 'a\0b'],
  databaseUrl: [
    '',
    'postgres://u:s3cret@h/db?sslmode=prefer',
    'mysql://u:s3cret@h/db',
    'postgres//u:s3cret@h',
    'localhost:5432',
  ],
  directUrl: ['', 'http://u:s3cret@h/db'],
  databaseCa: ['', 'no-such-file.pem', '-----BEGIN CERTIFICATE-----\ns3cret\n-----END CERTIFICATE-----'],
  databasePool: ['', '1', '501', '2.5', 'ten'],
  redisUrl: ['', 'http://:s3cret@h', 'redis://', 'localhost:6379'],
  role: ['', 'both', 'ALL'],
  apiKey: ['', 'short', 'with space', 'x'.repeat(201), 'schlüssel'],
  apiSecret: ['', 's3cret', 's3cret with spaces in it'],
  encryptionKey: ['', 's3cret'],
  signingPublicKey: ['', 'no-such-file.pem', '-----BEGIN PUBLIC KEY-----\ns3cret\n-----END PUBLIC KEY-----'],
  suprsendWorkspaceKey: ['', 'k', 'a:b', 'two words'],
  suprsendWorkspaceSecret: ['', 's3cret'],
  suprsendApiKey: ['', 's3cret'],
  sprinklrToken: ['', 's3cret', 's3cret with spaces'],
  sprinklrKey: ['', 's3cret'],
  publicUrl: ['', 'inbox.test', 'ftp://inbox.test', 'http://', 'https://inbox.test/?a=1'],
  smtpUrl: ['', 'https://u:s3cret@mail.test', 'smtp://', 'mail.test:587'],
  smtpFrom: ['', 'Shop', 'a@shop.test, b@shop.test', 'Shop <shop>'],
  secureMode: ['', 'maybe', '2'],
  hmac: ['', 'maybe'],
  demo: ['', 'maybe'],
  rateLimit: ['', '100'],
  trustProxy: ['', 'on', 'proxy.internal', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.1,,10.0.0.2'],
  metrics: ['', 'on', '65536', 'http://localhost:9464', '::1:9464'],
  retentionDays: ['', '0', '3651', '1.5', 'never'],
  notificationDays: ['', '0', '3651', '-1'],
  logLevel: ['', 'loud'],
}

const cases = Object.entries(wrong).flatMap(([name, texts]) =>
  texts.map((text) => ({ name: name as SettingName, text })),
)

describe('a setting that is not allowed', () => {
  it.each(cases)('$name = $text stops the start in one line that says what is', ({ name, text }) => {
    const setting = settings[name]
    const said: string[] = []
    if (setting.flag !== undefined) said.push(refusalOf({ flags: { [name]: text } }))
    if (text !== '') said.push(refusalOf({ env: { [setting.variable]: text } }))
    for (const message of said) {
      expect(message).toContain(`${nameOf(setting)} must be ${setting.allowed}`)
      expect(message).not.toMatch(/\n|s3cret/)
    }
  })

  it('is named with its file when it stands there', async () => {
    const folder = await aConfigFile({ port: 'abc' })
    expect(refusalOf({ cwd: folder })).toBe(
      '--port (PORT), "port" in inboxkit.config.json, must be a whole number from 0 to 65535, not "abc"',
    )
  })

  it('says what is wrong with a key, and never repeats it', () => {
    const { privateKey, publicKey } = generateSigningKeys('ES256')
    const two = publicKey + generateSigningKeys('ES256').publicKey
    expect(refusalOf({ env: { INBOXKIT_SIGNING_PUBLIC_KEY: privateKey } })).toMatch(
      /: this is a private key: give/,
    )
    expect(refusalOf({ env: { INBOXKIT_SIGNING_PUBLIC_KEY: two } })).toMatch(/: it holds more than one key$/)
    expect(refusalOf({ flags: { signingPublicKey: 'no.pem' } })).toMatch(
      /: it is neither PEM text nor a file/,
    )
  })
})

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(read()).toEqual({
      port: 4400,
      host: '127.0.0.1',
      dataDir: '/nowhere/.inboxkit',
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: true,
      logLevel: 'warn',
    })
  })

  it('takes every setting from its variable', async () => {
    const key = randomBytes(32)
    const { publicKey } = generateSigningKeys('RS256')
    const env = {
      PORT: '0',
      HOST: '::1',
      INBOXKIT_DATA: 'memory',
      INBOXKIT_ROLE: 'all',
      INBOXKIT_API_KEY: 'ik_12345',
      INBOXKIT_API_SECRET: 'is_1234567890123',
      INBOXKIT_ENCRYPTION_KEY: key.toString('base64'),
      INBOXKIT_SIGNING_PUBLIC_KEY: publicKey,
      SUPRSEND_WORKSPACE_KEY: 'wk',
      SUPRSEND_WORKSPACE_SECRET: 'ws-12345',
      SUPRSEND_API_KEY: 'sk-12345',
      SPRINKLR_TOKEN: 'token-12345',
      SPRINKLR_KEY: 'key-12345',
      INBOXKIT_PUBLIC_URL: 'https://Inbox.test/shop//',
      INBOXKIT_SMTP_URL: 'smtp://u:s3cret@mail.test',
      INBOXKIT_SMTP_FROM: 'Shop <shop@shop.test>',
      INBOXKIT_SECURE_MODE: 'true',
      INBOXKIT_HMAC: '1',
      INBOXKIT_DEMO: 'ON',
      INBOXKIT_RATE_LIMIT: 'off',
      INBOXKIT_LOG_LEVEL: 'debug',
    }
    expect(read({ env })).toEqual({
      port: 0,
      host: '::1',
      dataDir: 'memory',
      apiKey: 'ik_12345',
      apiSecret: 'is_1234567890123',
      encryptionKey: key,
      signingPublicKey: publicKey,
      publicUrl: 'https://inbox.test/shop',
      providers: {
        email: [{ type: 'smtp', url: 'smtp://u:s3cret@mail.test', from: 'Shop <shop@shop.test>' }],
      },
      sprinklr: { token: 'token-12345', key: 'key-12345' },
      suprsend: { workspaceKey: 'wk', workspaceSecret: 'ws-12345', apiKey: 'sk-12345' },
      secureMode: true,
      hmac: true,
      demo: true,
      rateLimit: false,
      logLevel: 'debug',
    })
  })

  it('takes Sprinklr’s token and key together only', () => {
    for (const env of [{ SPRINKLR_TOKEN: 'token-12345' }, { SPRINKLR_KEY: 'key-12345', SPRINKLR_TOKEN: '' }])
      expect(() => read({ env })).toThrow(/^SPRINKLR_TOKEN and SPRINKLR_KEY must be set together$/)
  })

  it('lets flags win over the environment, that over the file, that over defaults', async () => {
    const folder = await aConfigFile({ port: 1, host: '127.0.0.2', demo: true, rateLimit: 'off' })
    const env = { PORT: '2', HOST: '127.0.0.3' }
    const flags = { port: '3', demo: 'off' }
    expect(read({ cwd: folder, env, flags })).toMatchObject({
      port: 3,
      host: '127.0.0.3',
      demo: false,
      rateLimit: false,
      secureMode: false,
    })
  })

  it('takes an empty variable for none', () => {
    expect(read({ env: { PORT: '', REDIS_URL: '', INBOXKIT_CONFIG: '' } })).toMatchObject({ port: 4400 })
  })

  it('starts relative paths where it is called', async () => {
    const folder = await temporaryFolder()
    const { publicKey } = generateSigningKeys('ES256')
    await writeFile(join(folder, 'public.pem'), publicKey)
    const flags = { data: 'my data', signingPublicKey: 'public.pem' }
    expect(read({ cwd: folder, flags })).toMatchObject({
      dataDir: join(folder, 'my data'),
      signingPublicKey: publicKey,
    })
    expect(read({ flags: { data: '/var/lib/inboxkit' } })).toMatchObject({ dataDir: '/var/lib/inboxkit' })
  })

  it('takes a PEM text with its line ends written out', () => {
    const { publicKey } = generateSigningKeys('ES256')
    const env = { INBOXKIT_SIGNING_PUBLIC_KEY: publicKey.replaceAll('\n', '\\n') }
    expect(read({ env })).toMatchObject({ signingPublicKey: publicKey })
  })
})

describe('where the data is', () => {
  const key = { INBOXKIT_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
  const url = 'postgres://u:p@h:5432/db'

  it('needs an encryption key of its own on PostgreSQL', () => {
    expect(refusalOf({ env: { DATABASE_URL: url } })).toMatch(
      /^INBOXKIT_ENCRYPTION_KEY must be set with --database-url/,
    )
    expect(read({ env: { DATABASE_URL: url, INBOXKIT_DIRECT_URL: url, ...key } })).toMatchObject({
      databaseUrl: url,
      directUrl: url,
    })
  })

  it('is said once', () => {
    expect(refusalOf({ flags: { data: 'memory', databaseUrl: url }, env: key })).toMatch(/not both/)
    expect(refusalOf({ env: { INBOXKIT_DATA: 'memory', DATABASE_URL: url, ...key } })).toMatch(/not both/)
  })

  it('is what was said nearer to the command', () => {
    expect(read({ flags: { data: 'memory' }, env: { DATABASE_URL: url } })).not.toHaveProperty('databaseUrl')
    expect(read({ flags: { databaseUrl: url }, env: { INBOXKIT_DATA: 'memory', ...key } })).toHaveProperty(
      'databaseUrl',
    )
  })

  it('is one PostgreSQL for many processes', () => {
    const many = { REDIS_URL: 'redis://h:6379', INBOXKIT_ROLE: 'worker', INBOXKIT_DATABASE_POOL: '20' }
    expect(read({ env: { DATABASE_URL: url, ...key, ...many } })).toMatchObject({
      redisUrl: 'redis://h:6379',
      role: 'worker',
      databasePool: 20,
    })
    expect(refusalOf({ env: { REDIS_URL: 'redis://h' } })).toMatch(
      /^--redis-url \(REDIS_URL\) must come with --database-url/,
    )
    for (const role of ['api', 'worker'])
      expect(refusalOf({ flags: { role } })).toMatch(
        /^--role \w+ \(INBOXKIT_ROLE\) must come with --database-url/,
      )
    expect(read({ flags: { role: 'all' } })).not.toHaveProperty('role')
    expect(refusalOf({ env: { DATABASE_URL: url, ...key }, flags: { role: 'api', demo: 'on' } })).toMatch(
      /^--demo \(INBOXKIT_DEMO\) must come with --role all/,
    )
  })

  it('takes the ways of TLS that libpq has, but for those that fall back to none', () => {
    for (const mode of ['disable', 'require', 'no-verify', 'verify-ca', 'verify-full']) {
      const given = `${url}?sslmode=${mode}`
      expect(read({ env: { DATABASE_URL: given, ...key } })).toMatchObject({ databaseUrl: given })
    }
    expect(refusalOf({ env: { DATABASE_URL: `${url}?sslmode=prefer`, ...key } })).toMatch(
      /: its sslmode must be one of disable, require, no-verify, verify-ca, verify-full$/,
    )
    expect(refusalOf({ env: { DATABASE_URL: `${url}?sslrootcert=/no/ca.pem`, ...key } })).toMatch(
      /: The file of sslrootcert in the database's URL cannot be read: \/no\/ca.pem$/,
    )
  })

  it('has a direct URL only beside a database URL', () => {
    expect(refusalOf({ env: { INBOXKIT_DIRECT_URL: url } })).toMatch(
      /^--direct-url \(INBOXKIT_DIRECT_URL\) must come with --database-url/,
    )
  })
})

describe('the config file', () => {
  it('may hold origins, limits and whom to call', async () => {
    const content = {
      origins: ['https://shop.test', '*'],
      limits: { connectionsPerUser: 5, requestsAtOnce: 100, requestsPerUser: 50 },
      outbound: { allowPrivate: ['crm.internal', '10.0.0.5', '[::1]', '::1'] },
      publicUrl: 'http://localhost:4400',
    }
    expect(read({ cwd: await aConfigFile(content) })).toMatchObject(content)
  })

  it('may lie elsewhere, by flag or variable', async () => {
    const folder = await aConfigFile({ port: 1 })
    const config = join(folder, 'inboxkit.config.json')
    expect(read({ flags: { config } })).toMatchObject({ port: 1 })
    expect(read({ env: { INBOXKIT_CONFIG: config } })).toMatchObject({ port: 1 })
    expect(refusalOf({ flags: { config: 'none.json' } })).toBe(
      '--config (INBOXKIT_CONFIG) must be a JSON file: /nowhere/none.json cannot be read',
    )
  })

  it.each([
    ['{', /must be a JSON file with one object/],
    ['[]', /must be a JSON file with one object/],
    [
      { colour: 'red' },
      /^"colour" in inboxkit.config.json is no setting: there are origins, limits, outbound, providers, port, host/,
    ],
    [{ apiSecret: 's3cret' }, /^"apiSecret" in inboxkit.config.json is no setting/],
    [{ port: [1] }, /^"port" in inboxkit.config.json must be text, a number, true or false/],
    [{ origins: 'https://shop.test' }, /^"origins" in inboxkit.config.json must be a list of origins/],
    [{ origins: ['https://shop.test/path'] }, /^"origins" in inboxkit.config.json must be a list of origins/],
    [{ origins: ['shop.test'] }, /^"origins" in inboxkit.config.json must be a list of origins/],
    [{ limits: { connectionsPerUser: 0 } }, /^"limits" in inboxkit.config.json must be an object/],
    [{ limits: { colour: 1 } }, /^"limits" in inboxkit.config.json must be an object/],
    [{ outbound: { allowPrivate: 'crm' } }, /^"outbound" in inboxkit.config.json must be an object/],
    [{ outbound: { allowPrivate: ['http://crm'] } }, /^"outbound" in inboxkit.config.json must be an object/],
    [
      { outbound: { colour: 1 } },
      /^"outbound" in inboxkit.config.json must be an object; it may hold "allow/,
    ],
    [{ smtpUrl: 'smtp://s3cret@h' }, /^"smtpUrl" in inboxkit.config.json is no setting/],
  ])('with %j is refused', async (content, message) => {
    const said = refusalOf({ cwd: await aConfigFile(content) })
    expect(said).toMatch(message)
    expect(said).not.toMatch(/\n|s3cret/)
  })
})
