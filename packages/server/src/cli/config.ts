import { join } from 'node:path'
import type { ServerOptions } from '../options.js'
import { type ConfigFile, readConfigFile } from './config-file.js'
import { providersOf } from './providers.js'
import { Refusal } from './refusal.js'
import { type Given, type Setting, type SettingName, type Settings, settingsIn } from './settings.js'

export interface ConfigSources {
  /** Text of the given flags by setting, and of `config`. */
  flags: Readonly<Record<string, string | undefined>>
  env: Readonly<Record<string, string | undefined>>
  /** Where relative paths start and the usual config file lies. */
  cwd: string
}

/** The texts of one setting, and where each comes from. */
interface Source {
  name: 'flags' | 'environment' | 'file'
  texts: Readonly<Record<string, string | undefined>>
}

/**
 * Makes server options of flags, environment and config file; the former win, then come the defaults.
 * @throws Refusal that names the setting and says what is allowed
 */
export const readConfig = ({ flags, env, cwd }: ConfigSources): ServerOptions => {
  const settings = settingsIn(cwd)
  const file = readConfigFile(flags.config ?? textIn(env.INBOXKIT_CONFIG), cwd, namesInFile(settings))
  const sources: Source[] = [
    { name: 'flags', texts: flags },
    { name: 'environment', texts: inEnvironment(settings, env) },
    { name: 'file', texts: file?.settings ?? {} },
  ]
  const given = Object.fromEntries(
    namesOf(settings).flatMap((name) => {
      const value = valueOf(name, settings[name], sources, file)
      return value === undefined ? [] : [[name, value]]
    }),
  ) as Given
  return { ...toOptions(given, sources, file, cwd), ...providersOf(given, file, env) }
}

const namesOf = (settings: Settings): SettingName[] => Object.keys(settings) as SettingName[]

/** What has no flag is secret and stays out of files that are committed. */
const namesInFile = (settings: Settings): SettingName[] =>
  namesOf(settings).filter((name) => 'flag' in settings[name])

const textIn = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

const inEnvironment = (settings: Settings, env: ConfigSources['env']): Record<string, string | undefined> =>
  Object.fromEntries(namesOf(settings).map((name) => [name, textIn(env[settings[name].variable])]))

const valueOf = (
  name: SettingName,
  setting: Setting<unknown>,
  sources: readonly Source[],
  file: ConfigFile | undefined,
): unknown => {
  const source = sources.find(({ texts }) => texts[name] !== undefined)
  const text = source?.texts[name]
  if (source === undefined || text === undefined) return undefined
  const { data, error } = setting.schema.safeParse(text)
  if (!error) return data
  const [issue] = error.issues
  throw new Refusal(
    [
      nameOf(setting),
      source.name === 'file' ? `, "${name}" in ${file?.name},` : '',
      ` must be ${setting.allowed}`,
      issue?.code === 'custom' && issue.message !== 'Invalid input' && issue.message !== ''
        ? `: ${issue.message}`
        : setting.isSecret
          ? ''
          : `, not ${JSON.stringify(text.slice(0, 60))}`,
    ].join(''),
  )
}

/** How a setting is called in messages: by flag and variable. */
export const nameOf = ({ flag, variable }: Pick<Setting<unknown>, 'flag' | 'variable'>): string =>
  flag === undefined ? variable : `${flag} (${variable})`

const toOptions = (
  given: Given,
  sources: readonly Source[],
  file: ConfigFile | undefined,
  cwd: string,
): ServerOptions => {
  const { port, host, secureMode, hmac, demo, rateLimit, logLevel, apiKey, apiSecret } = given
  const { encryptionKey, signingPublicKey, publicUrl, trustProxy } = given
  return {
    port: port ?? 4400,
    host: host ?? '127.0.0.1',
    ...storage(given, sources, cwd),
    secureMode: secureMode ?? false,
    hmac: hmac ?? false,
    demo: demo ?? false,
    rateLimit: rateLimit ?? true,
    logLevel: logLevel ?? 'warn',
    ...present({ apiKey, apiSecret, encryptionKey, signingPublicKey, publicUrl, trustProxy }),
    ...operation(given),
    ...suprsend(given),
    ...sprinklr(given),
    ...present({ origins: file?.origins, limits: file?.limits, outbound: file?.outbound }),
  }
}

const operation = ({ metrics, retentionDays, notificationDays }: Given): Partial<ServerOptions> => ({
  ...(metrics === undefined || metrics === 'off' ? {} : { metrics }),
  ...present({ retentionDays, notificationDays }),
})

const suprsend = (given: Given): Pick<ServerOptions, 'suprsend'> => {
  const keys = present({
    workspaceKey: given.suprsendWorkspaceKey,
    workspaceSecret: given.suprsendWorkspaceSecret,
    apiKey: given.suprsendApiKey,
  })
  return Object.keys(keys).length > 0 ? { suprsend: keys } : {}
}

const sprinklr = ({ sprinklrToken, sprinklrKey }: Given): Pick<ServerOptions, 'sprinklr'> => {
  if (sprinklrToken === undefined && sprinklrKey === undefined) return {}
  if (sprinklrToken === undefined || sprinklrKey === undefined)
    throw new Refusal('SPRINKLR_TOKEN and SPRINKLR_KEY must be set together')
  return { sprinklr: { token: sprinklrToken, key: sprinklrKey } }
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

const present = <T extends object>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>

type Storage = Pick<
  ServerOptions,
  'dataDir' | 'databaseUrl' | 'directUrl' | 'databaseCa' | 'databasePool' | 'redisUrl' | 'role'
>

const needsPostgres = (what: string): Refusal =>
  new Refusal(`${what} must come with --database-url (DATABASE_URL): an embedded database has one process`)

/** One place for the data: whichever of the two was said nearer to this command. */
const storage = (given: Given, sources: readonly Source[], cwd: string): Storage => {
  const { data, databaseUrl, directUrl, databaseCa, databasePool, redisUrl, role, encryptionKey } = given
  const rankOf = (name: SettingName): number => sources.findIndex(({ texts }) => texts[name] !== undefined)
  if (data !== undefined && databaseUrl !== undefined && rankOf('data') === rankOf('databaseUrl'))
    throw new Refusal('Give --data (INBOXKIT_DATA) or --database-url (DATABASE_URL), not both')
  if (directUrl !== undefined && databaseUrl === undefined)
    throw new Refusal('--direct-url (INBOXKIT_DIRECT_URL) must come with --database-url (DATABASE_URL)')
  const dataDir = data ?? join(cwd, '.inboxkit')
  if (databaseUrl === undefined || (data !== undefined && rankOf('data') < rankOf('databaseUrl'))) {
    if (redisUrl !== undefined) throw needsPostgres('--redis-url (REDIS_URL)')
    if (role !== undefined && role !== 'all') throw needsPostgres(`--role ${role} (INBOXKIT_ROLE)`)
    return { dataDir }
  }
  if (given.demo && role !== undefined && role !== 'all')
    throw new Refusal(
      '--demo (INBOXKIT_DEMO) must come with --role all: it keeps a board of its own in memory',
    )
  if (encryptionKey === undefined)
    throw new Refusal(
      'INBOXKIT_ENCRYPTION_KEY must be set with --database-url (DATABASE_URL): 32 bytes as base64, the same for ' +
        'every start; "openssl rand -base64 32" makes one',
    )
  return {
    dataDir,
    databaseUrl,
    ...present({ directUrl, databaseCa, databasePool, redisUrl, role }),
  }
}
