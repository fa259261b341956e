import { Refusal } from './refusal.js'
import type { SettingName, Settings } from './settings.js'

/** cac makes numbers of what looks like one; a folder may be called 007. */
const rawText = (argv: readonly string[], flag: string): string | undefined => {
  const index = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
  const word = argv[index]
  return word === flag ? argv[index + 1] : word?.slice(flag.length + 1)
}

const textOf = (value: unknown, flag: string, isSwitch: boolean, argv: readonly string[]): string => {
  if (Array.isArray(value)) throw new Refusal(`${flag} must be given once`)
  if (typeof value === 'boolean') {
    if (isSwitch) return value ? 'on' : 'off'
    // `--port` without a number, or `--no-port`: no text is right for it, and the setting says which would be.
    return ''
  }
  return typeof value === 'number' ? (rawText(argv, flag) ?? String(value)) : String(value)
}

/**
 * The text of each flag that was given, by setting, and of `config`.
 * @param parsed cac's options
 * @param argv what cac parsed
 * @throws Refusal for a flag that stands twice
 */
export const flagTexts = (
  parsed: Readonly<Record<string, unknown>>,
  argv: readonly string[],
  settings: Settings,
): Record<string, string> => {
  const names = Object.keys(settings) as SettingName[]
  const flags = names.flatMap((name) => {
    const { flag, isSwitch = false } = settings[name]
    return flag === undefined ? [] : [{ name, flag, isSwitch }]
  })
  return Object.fromEntries(
    [...flags, { name: 'config', flag: '--config', isSwitch: false }].flatMap(({ name, flag, isSwitch }) =>
      parsed[name] === undefined ? [] : [[name, textOf(parsed[name], flag, isSwitch, argv)]],
    ),
  )
}
