/** One thing that can stand behind a command's name, or in the environment in its place. */
export interface Option {
  flag: `--${string}`
  /** What its word is, for the help; absent = it takes none. */
  takes?: string
  /** Alone it means `on`, and `--no-…` means `off`; a word says it, too. */
  isSwitch?: true
  /** Its word may be left out, and stands behind `=`: the next word is the command's. */
  isOptional?: true
  isMany?: true
  about: string
  /** The environment variable that says the same. */
  variable?: string
  /** The end of the sentence "it must be …". */
  allowed?: string
}

/** A line of the help: an option, or a variable that has no flag because it is secret. */
export type Entry = Option | { variable: string; about: string }

export interface Group {
  title: string
  entries: readonly Entry[]
}

/** What was given. Options that were not are `undefined`, or no text at all. */
export interface Given {
  words: readonly string[]
  has(flag: string): boolean
  text(flag: string): string | undefined
  texts(flag: string): readonly string[]
}

export interface Command {
  name: string
  /** Under 55 characters, for the list of commands. */
  about: string
  /** What stands behind its name, one way a line. */
  usage: readonly string[]
  /** Paragraphs. */
  more?: readonly string[]
  mostWords: number
  groups: readonly Group[]
  /** Understood, and no part of the help. */
  hidden?: readonly Option[]
  examples?: readonly string[]
  /** @returns the exit code */
  run(given: Given): Promise<number>
}

const isOption = (entry: Entry): entry is Option => 'flag' in entry

export const optionsOf = ({ groups, hidden = [] }: Pick<Command, 'groups' | 'hidden'>): Option[] => [
  ...groups.flatMap(({ entries }) => entries.filter(isOption)),
  ...hidden,
]
