import { type CAC, type Command, cac } from 'cac'
import type { ServerOptions } from '../options.js'
import { apps } from './apps.js'
import { readConfig } from './config.js'
import { type DatabaseWork, withDatabase } from './database.js'
import { explain } from './explain.js'
import { flagTexts } from './flags.js'
import { keys } from './keys.js'
import { makeKeys } from './make-keys.js'
import { publish } from './publish.js'
import { Refusal } from './refusal.js'
import { serve } from './serve.js'
import { type Setting, type SettingName, type Settings, settingsIn, storageSettings } from './settings.js'
import type { World } from './world.js'

type Flags = Readonly<Record<string, unknown>>

/**
 * Carries out one command line.
 * @param argv as in `process.argv`: the command begins with the third word
 * @returns the exit code
 */
export const run = async (argv: readonly string[], version: string, world: World): Promise<number> => {
  const settings = settingsIn(world.cwd)
  const read = (flags: Flags): ServerOptions =>
    readConfig({ flags: flagTexts(flags, argv.slice(2), settings), env: world.env, cwd: world.cwd })
  const onDatabase = async (flags: Flags, work: DatabaseWork): Promise<number> => {
    const options = read(flags)
    return orExplain(options, world, async () => {
      const lines = await withDatabase(options, work)
      for (const line of lines) world.print(line)
      return 0
    })
  }

  const cli = cac('inboxkit')
  const all = Object.keys(settings) as SettingName[]
  addSettings(cli.command('serve', 'start the server'), settings, all).action((flags: Flags) =>
    serve(read(flags), world),
  )
  addSettings(cli.command('apps <action> [name]', 'create NAME | list'), settings, storageSettings).action(
    (action: unknown, name: unknown, flags: Flags) => onDatabase(flags, apps(String(action), textIn(name))),
  )
  addSettings(
    cli.command('keys <action> [subject]', 'list | rotate | revoke ID | add FILE | make [FOLDER]'),
    settings,
    storageSettings,
  )
    .option('--app <key>', 'the app, by its API key; not needed while there is only one')
    .option('--algorithm <name>', 'of "make": RS256 (default) or ES256')
    .action(async (action: unknown, subject: unknown, flags: Flags) => {
      if (action !== 'make')
        return onDatabase(
          flags,
          keys({ action: String(action), subject: textIn(subject), app: textIn(flags.app), cwd: world.cwd }),
        )
      const made = await makeKeys(textIn(subject), textIn(flags.algorithm), world.cwd)
      for (const line of made) world.print(line)
      return 0
    })
  cli
    .command('publish <file>', 'put the workflows of a .json, .js or .ts file on a running server')
    .option('--url [address]', 'of the server (default http://127.0.0.1:4400); or INBOXKIT_URL')
    .option('--api-key [key]', 'of the app; or INBOXKIT_API_KEY. Its secret is INBOXKIT_API_SECRET')
    .action((file: unknown, flags: Flags) =>
      publish({ file: String(file), url: textIn(flags.url), apiKey: textIn(flags.apiKey) }, world),
    )
  cli.version(version).help((sections) => [...sections, ...variablesOf(cli, settings)])
  return orExplain(undefined, world, () => perform(cli, argv))
}

/** cac makes numbers of what looks like one. */
const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** Help for what has no flag because it is secret. */
const variablesOf = (cli: CAC, settings: Settings): { title: string; body: string }[] => {
  if (cli.matchedCommandName !== 'serve') return []
  const secrets = Object.values<Setting<unknown>>(settings).filter(({ flag }) => flag === undefined)
  const lines = secrets.map(({ variable, about }) => `  ${variable.padEnd(27)}  ${about}`)
  return [{ title: 'Secrets, as environment variables only', body: lines.join('\n') }]
}

const addSettings = (command: Command, settings: Settings, names: readonly SettingName[]): Command => {
  for (const name of names) {
    const { flag, variable, takes, about } = settings[name]
    // Square brackets let a flag without its value through to us, so that we can say which values it takes.
    if (flag !== undefined) command.option(`${flag} [${takes}]`, `${about}; or ${variable}`)
  }
  return command.option('--config [file]', 'settings, origins and limits as JSON; or INBOXKIT_CONFIG')
}

const perform = async (cli: CAC, argv: readonly string[]): Promise<number> => {
  cli.parse([...argv], { run: false })
  const isAnswered = cli.options.help === true || cli.options.version === true
  if (isAnswered) return 0
  if (!cli.matchedCommand) {
    if (cli.args.length > 0)
      throw new Refusal(`There is no command "${cli.args[0]}": there are serve, apps, keys and publish`)
    cli.outputHelp()
    return 0
  }
  return cli.runMatchedCommand()
}

const orExplain = async (
  options: ServerOptions | undefined,
  world: World,
  work: () => Promise<number>,
): Promise<number> => {
  try {
    return await work()
  } catch (error) {
    world.tell(`inboxkit: ${explain(error, options ?? { port: 0, host: '' })}`)
    return 1
  }
}
