import type { Entry, Given, Group, Option } from './command.js'
import type { Setting, SettingName, Settings } from './settings.js'

const configOption: Option = {
  flag: '--config',
  takes: 'file',
  about: 'settings, origins, limits and providers as JSON (default inboxkit.config.json if there is one)',
  variable: 'INBOXKIT_CONFIG',
}

/** What `serve` and `doctor` take, by what it is about. */
const groups: readonly { title: string; names: readonly SettingName[] }[] = [
  { title: 'Where it is reached', names: ['port', 'host', 'publicUrl'] },
  { title: 'Where the data is', names: ['data', 'databaseUrl', 'directUrl', 'databaseCa', 'encryptionKey'] },
  { title: 'Who may', names: ['secureMode', 'hmac', 'signingPublicKey', 'rateLimit', 'trustProxy'] },
  { title: 'The first app', names: ['apiKey', 'apiSecret', 'demo'] },
  { title: 'Many processes', names: ['role', 'redisUrl', 'databasePool'] },
  { title: 'Operation', names: ['logLevel', 'metrics', 'retentionDays', 'notificationDays'] },
  { title: 'E-mail', names: ['smtpUrl', 'smtpFrom'] },
  {
    title: 'Clients of other systems',
    names: [
      'suprsendWorkspaceKey',
      'suprsendWorkspaceSecret',
      'suprsendApiKey',
      'sprinklrToken',
      'sprinklrKey',
    ],
  },
]

const optionOf = ({ flag, variable, takes, isSwitch, about, allowed }: Setting<unknown>): Option[] =>
  flag === undefined
    ? []
    : [
        {
          flag,
          variable,
          about,
          allowed,
          ...(takes === undefined ? {} : { takes }),
          ...(isSwitch ? { isSwitch } : {}),
        },
      ]

const entriesOf = (settings: Settings, names: readonly SettingName[]): Group['entries'] =>
  names.flatMap<Entry>((name) => {
    const option = optionOf(settings[name])
    return option.length > 0 ? option : [{ variable: settings[name].variable, about: settings[name].about }]
  })

/** Every setting, in groups; what is in none of them is another. */
export const allSettings = (settings: Settings): Group[] => {
  const names = Object.keys(settings) as SettingName[]
  const others = names.filter((name) => !groups.some((group) => group.names.includes(name)))
  return [
    ...groups.map(({ title, names }) => ({ title, entries: entriesOf(settings, names) })),
    { title: 'Other', entries: [configOption, ...entriesOf(settings, others)] },
  ]
}

/** What says where the data is, for commands that work on it without a server. */
export const storageGroup = (settings: Settings): Group => ({
  title: 'Where the data is',
  entries: [
    ...entriesOf(settings, ['data', 'databaseUrl', 'directUrl', 'databaseCa', 'encryptionKey']),
    configOption,
  ],
})

/** The text of each flag that was given, by setting, and of `config`. */
export const flagTexts = (given: Given, settings: Settings): Record<string, string> => {
  const flags = Object.entries<Setting<unknown>>(settings).map(([name, { flag }]) => [name, flag] as const)
  return Object.fromEntries(
    [...flags, ['config', configOption.flag] as const].flatMap(([name, flag]) => {
      const text = flag === undefined ? undefined : given.text(flag)
      return text === undefined ? [] : [[name, text]]
    }),
  )
}
