import type { ServerOptions } from '../options.js'
import { apps } from './apps.js'
import { type Command, type Given, type Group, optionsOf } from './command.js'
import { readConfig } from './config.js'
import { type DatabaseWork, withDatabase } from './database.js'
import { doctor } from './doctor/doctor.js'
import { exitCodeOf, explain } from './explain.js'
import { keys } from './keys.js'
import { makeKeys } from './make-keys.js'
import { publish } from './publish.js'
import { send } from './send.js'
import { serve } from './serve.js'
import { serverOptions } from './server-address.js'
import { allSettings, flagTexts, storageGroup } from './setting-options.js'
import { settingsIn } from './settings.js'
import { exportTo, importFrom } from './transfer.js'
import type { World } from './world.js'

const jsonOption = { flag: '--json', about: 'say it as JSON on standard output' } as const
const serverGroup: Group = { title: 'The server', entries: serverOptions }

/** Everything that `inboxkit` can do, in the order in which the help has it. */
export const commandsIn = (world: World): Command[] => {
  const settings = settingsIn(world.cwd)
  const read = (given: Given): ServerOptions =>
    readConfig({ flags: flagTexts(given, settings), env: world.env, cwd: world.cwd })
  const onDatabase = async (given: Given, work: DatabaseWork): Promise<number> => {
    const options = read(given)
    return explained(world, options, async () => {
      for (const line of await withDatabase(options, work)) world.print(line)
      return 0
    })
  }

  const transfer = async (given: Given, work: typeof exportTo): Promise<number> => {
    const options = read(given)
    return explained(world, options, async () => {
      for (const line of await work({ options, file: given.words[0], cwd: world.cwd })) world.print(line)
      return 0
    })
  }

  return [
    {
      name: 'serve',
      about: 'start the server',
      usage: ['serve [options]'],
      more: [
        'Says "inboxkit ready on URL" on standard output once it answers, and everything else on standard error. A signal to end (SIGTERM, Ctrl+C) lets it finish what is under way. In brackets stands the environment variable that says the same as an option; the option wins.',
      ],
      mostWords: 0,
      groups: allSettings(settings),
      examples: [
        'inboxkit serve --demo',
        'inboxkit serve --port 8080 --secure-mode --data /var/lib/inboxkit',
        'DATABASE_URL=postgres://… INBOXKIT_ENCRYPTION_KEY=… inboxkit serve',
      ],
      run: (given) => serve(read(given), world),
    },
    {
      name: 'send',
      about: 'send a test notification through a running server',
      usage: ['send TEXT --to USER [options]', 'send --workflow NAME --to USER [options]'],
      mostWords: 1,
      groups: [
        {
          title: 'What, and to whom',
          entries: [
            { flag: '--to', takes: 'user', isMany: true, about: 'who gets it; may be given several times' },
            { flag: '--message', takes: 'text', about: 'what stands below the text' },
            { flag: '--url', takes: 'address', about: 'where it leads' },
            { flag: '--category', takes: 'name', about: 'what it is about' },
            { flag: '--workflow', takes: 'name', about: 'start this workflow, which has texts of its own' },
            {
              flag: '--data',
              takes: 'json',
              about: 'values for the workflow, or to go along: \'{"order":77}\'',
            },
          ],
        },
        {
          title: 'Then',
          entries: [
            {
              flag: '--wait',
              takes: 'seconds',
              isOptional: true,
              about:
                'wait for the outcome, at most 30 seconds unless told otherwise, and say who got it and why not',
            },
            jsonOption,
          ],
        },
        serverGroup,
      ],
      examples: [
        'inboxkit send "Order 77 shipped" --to ann --url /orders/77 --wait',
        'inboxkit send --workflow orders --to ann --to bob --data \'{"order":77}\'',
      ],
      run: (given) => send(given, world),
    },
    {
      name: 'doctor',
      about: 'check settings, database, keys and providers, and say what to do',
      usage: ['doctor [options of serve]'],
      more: [
        'Looks at what "serve" would start with, and changes nothing. It takes the options, variables and config file of "serve": see "inboxkit serve --help". Ends with 1 when something failed.',
      ],
      mostWords: 0,
      groups: [{ title: 'Options', entries: [jsonOption] }],
      hidden: optionsOf({ groups: allSettings(settings) }),
      examples: ['inboxkit doctor', 'inboxkit doctor --config production.json --json'],
      run: (given) => doctor(() => read(given), given.has('--json'), world),
    },
    {
      name: 'publish',
      about: 'put the workflows of a file on a running server',
      usage: ['publish FILE [options]'],
      more: [
        'FILE is JSON, or a JavaScript or TypeScript module that exports definitions. One that is refused does not hold up the others.',
      ],
      mostWords: 1,
      groups: [serverGroup],
      examples: ['inboxkit publish workflows.json --server https://inbox.example.com'],
      run: (given) => publish(given, world),
    },
    {
      name: 'apps',
      about: 'make an app, or list all',
      usage: ['apps list', 'apps create NAME'],
      more: ['Works on the database itself: a server on the embedded database must be stopped first.'],
      mostWords: 2,
      groups: [storageGroup(settings)],
      run: (given) => onDatabase(given, apps(given.words[0], given.words[1])),
    },
    {
      name: 'keys',
      about: 'secrets of an app, and keys that sign user tokens',
      usage: [
        'keys list',
        'keys rotate         a second secret; the first still works',
        'keys revoke ID      a secret or signing key ends',
        'keys add FILE       user tokens may be signed with this key',
        'keys make [FOLDER]  a new key pair, in two files',
      ],
      more: [
        'All but "make" work on the database itself: a server on the embedded database must be stopped first.',
      ],
      mostWords: 2,
      groups: [
        {
          title: 'Which',
          entries: [
            {
              flag: '--app',
              takes: 'key',
              about: 'the app, by its API key; not needed while there is only one',
            },
            { flag: '--algorithm', takes: 'name', about: 'of "make": RS256 (default) or ES256' },
          ],
        },
        storageGroup(settings),
      ],
      async run(given) {
        const [action, subject] = given.words
        if (action !== 'make')
          return onDatabase(given, keys({ action, subject, app: given.text('--app'), cwd: world.cwd }))
        for (const line of await makeKeys(subject, given.text('--algorithm'), world.cwd)) world.print(line)
        return 0
      },
    },
    {
      name: 'export',
      about: 'write everything in the database into one file',
      usage: ['export FILE [options]'],
      more: [
        'All of one moment, from the embedded database or a PostgreSQL. A server on the embedded database must be stopped first. Secrets stay sealed: keep the encryption key as well.',
      ],
      mostWords: 1,
      groups: [storageGroup(settings)],
      examples: ['inboxkit export inboxkit.gz --data /var/lib/inboxkit'],
      run: (given) => transfer(given, exportTo),
    },
    {
      name: 'import',
      about: 'fill an empty database from such a file',
      usage: ['import FILE [options]'],
      more: [
        'All of it or nothing, with the same ids, into the embedded database or a PostgreSQL. The encryption key must be that of the database that was exported.',
      ],
      mostWords: 1,
      groups: [
        {
          title: 'What',
          entries: [
            {
              flag: '--rewind',
              about: 'the file is older than what clients have seen: they load everything anew',
            },
          ],
        },
        storageGroup(settings),
      ],
      examples: ['DATABASE_URL=postgres://… inboxkit import inboxkit.gz'],
      run: (given) => transfer(given, (to) => importFrom(to, given.has('--rewind'))),
    },
  ]
}

/** Database errors are said of the database that the options name. */
const explained = async (
  world: World,
  options: ServerOptions,
  work: () => Promise<number>,
): Promise<number> => {
  try {
    return await work()
  } catch (error) {
    world.tell(`inboxkit: ${explain(error, options)}`)
    return exitCodeOf(error)
  }
}
