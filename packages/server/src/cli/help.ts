import type { Command, Entry, Group } from './command.js'

/** As wide as a terminal that nobody has widened. */
const width = 80
const column = 31

/** Lines of at most `size` characters, broken at spaces. */
const wrapped = (text: string, size: number): string[] => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= size) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Two columns; a name that is too long for its own has a line to itself. */
const row = (name: string, about: string, indent: number = column): string[] => {
  const lines = wrapped(about, width - indent).map((line) => ' '.repeat(indent) + line)
  const start = `  ${name}`
  if (start.length > indent - 2) return [start, ...lines]
  const [first = '', ...others] = lines
  return [start.padEnd(indent) + first.trimStart(), ...others]
}

const nameOf = (entry: Entry): string => {
  if (!('flag' in entry)) return entry.variable
  const { flag, takes, isSwitch, isOptional } = entry
  if (takes === undefined) return flag
  if (isOptional) return `${flag}[=${takes}]`
  return isSwitch ? `${flag} [${takes}]` : `${flag} <${takes}>`
}

const aboutOf = (entry: Entry): string =>
  'flag' in entry && entry.variable !== undefined ? `${entry.about} [${entry.variable}]` : entry.about

const groupOf = ({ title, entries }: Group): string[] => [
  '',
  title,
  ...entries.flatMap((entry) => row(nameOf(entry), aboutOf(entry))),
]

const usualOptions: Group = {
  title: 'Options',
  entries: [
    { flag: '--help', about: 'show this, or the help of a command' },
    { flag: '--version', about: 'show the version' },
  ],
}

/** What `inboxkit --help` says. */
export const generalHelp = (commands: readonly Command[], version: string): string[] => [
  `inboxkit ${version}: a notification inbox and the server behind it`,
  '',
  'Usage: inboxkit <command> [options]',
  '',
  'Commands',
  ...commands.flatMap(({ name, about }) => row(name, about, 12)),
  ...groupOf(usualOptions),
  '',
  '"inboxkit <command> --help" says more about each. A command ends with 0 when it',
  'went well, 1 when it failed, and 2 when it was not given as it must be.',
]

/** What `inboxkit COMMAND --help` says. */
export const helpOf = ({ about, usage, more = [], groups, examples = [] }: Command): string[] => [
  ...usage.map((way, place) => `${place === 0 ? 'Usage: ' : '       '}inboxkit ${way}`),
  '',
  ...wrapped(`${about.slice(0, 1).toUpperCase()}${about.slice(1)}.`, width),
  ...more.flatMap((paragraph) => ['', ...wrapped(paragraph, width)]),
  ...groups.flatMap(groupOf),
  ...(examples.length > 0 ? ['', 'Examples', ...examples.map((one) => `  ${one}`)] : []),
]
