import type { Command } from './command.js'
import { commandsIn } from './commands.js'
import { exitCodeOf, explain } from './explain.js'
import { generalHelp, helpOf } from './help.js'
import { nearest } from './nearest.js'
import { parse } from './parse.js'
import { Refusal } from './refusal.js'
import type { World } from './world.js'

const helpWords: ReadonlySet<string> = new Set(['--help', '-h'])

/**
 * Carries out one command line.
 * @param argv as in `process.argv`: the command begins with the third word
 * @returns the exit code: 0 = it went well, 1 = it failed, 2 = it was not given as it must be
 */
export const run = async (argv: readonly string[], version: string, world: World): Promise<number> => {
  try {
    return await perform(argv.slice(2), version, world)
  } catch (error) {
    world.tell(`inboxkit: ${explain(error, { port: 0, host: '' })}`)
    return exitCodeOf(error)
  }
}

const perform = async (words: readonly string[], version: string, world: World): Promise<number> => {
  const commands = commandsIn(world)
  const say = (lines: readonly string[]): number => {
    for (const line of lines) world.print(line)
    return 0
  }
  const [first, ...rest] = words[0] === 'help' ? [...words.slice(1), '--help'] : words
  if (first === undefined || helpWords.has(first)) return say(generalHelp(commands, version))
  if (first === '--version' || first === '-v') return say([`inboxkit ${version} (Node ${process.version})`])
  const command = commands.find(({ name }) => name === first)
  if (!command) throw new Refusal(unknownCommand(first, commands))
  const end = rest.indexOf('--')
  if ((end < 0 ? rest : rest.slice(0, end)).some((word) => helpWords.has(word))) return say(helpOf(command))
  return command.run(parse(command, rest))
}

const unknownCommand = (word: string, commands: readonly Command[]): string => {
  const names = commands.map(({ name }) => name)
  const meant = nearest(word, names)
  return `There is no command "${word}": ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean "${meant}"?`}`
}
