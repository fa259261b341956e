import { type Command, type Given, type Option, optionsOf } from './command.js'
import { nearest } from './nearest.js'
import { Refusal } from './refusal.js'

/**
 * Reads what stands behind a command's name. `--flag word`, `--flag=word`, switches alone or as `--no-flag`; all behind
 * a `--` are words.
 * @throws Refusal that names what is not understood, and what was probably meant
 */
export const parse = (command: Command, argv: readonly string[]): Given => {
  const options = optionsOf(command)
  const words: string[] = []
  const values = new Map<string, string[]>()
  const take = (option: Option, text: string): void => {
    const before = values.get(option.flag) ?? []
    if (before.length > 0 && !option.isMany) throw new Refusal(`${option.flag} must be given once`)
    values.set(option.flag, [...before, text])
  }
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (word === '--') {
      words.push(...argv.slice(at + 1))
      break
    }
    if (!/^-./.test(word)) {
      words.push(word)
      continue
    }
    const { option, text } = understand(command, options, word)
    const takesNext = text === undefined && option.takes !== undefined && !option.isOptional
    const next = takesNext ? argv[at + 1] : undefined
    const isThere = next !== undefined && !next.startsWith('--')
    if (isThere) at++
    take(option, wordOf(option, isThere ? next : text))
  }
  refuseOthers(command, words)
  return {
    words,
    has: (flag) => values.has(flag),
    text: (flag) => values.get(flag)?.[0],
    texts: (flag) => values.get(flag) ?? [],
  }
}

/** An option, and its word where it stands in the same piece. */
const understand = (
  command: Command,
  options: readonly Option[],
  piece: string,
): { option: Option; text: string | undefined } => {
  const [flag = '', ...rest] = piece.split('=')
  const found = options.find((one) => one.flag === flag)
  if (found) return { option: found, text: rest.length > 0 ? rest.join('=') : undefined }
  const negated = options.find((one) => one.isSwitch && one.flag.replace('--', '--no-') === piece)
  if (negated) return { option: negated, text: 'off' }
  const meant = nearest(
    flag,
    options.map((one) => one.flag),
  )
  throw new Refusal(
    `"${command.name}" has no option ${flag}: ${meant === undefined ? `"inboxkit ${command.name} --help" shows all` : `did you mean ${meant}?`}`,
  )
}

const wordOf = (option: Option, text: string | undefined): string => {
  if (option.takes === undefined && text !== undefined)
    throw new Refusal(`${option.flag} takes no value, and not "${text}"`)
  if (text !== undefined && text !== '') return text
  if (option.isSwitch && text === undefined) return 'on'
  if (option.takes === undefined || (option.isOptional && text === undefined)) return ''
  const name = option.variable === undefined ? option.flag : `${option.flag} (${option.variable})`
  throw new Refusal(`${name} must be ${option.allowed ?? `followed by its ${option.takes}`}`)
}

const refuseOthers = ({ name, mostWords, usage }: Command, words: readonly string[]): void => {
  const extra = words[mostWords]
  if (extra === undefined) return
  throw new Refusal(
    `"${name}" does not take "${extra}" here: ${usage.map((way) => `inboxkit ${way}`).join(' · ')}`,
  )
}
