import type { Given } from '../command.js'

/** What a command line would give: words, and options by flag. */
export const aGiven = (
  words: readonly string[],
  options: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): Given => {
  const texts = (flag: string): readonly string[] => [options[flag] ?? []].flat()
  return { words, has: (flag) => texts(flag).length > 0, text: (flag) => texts(flag)[0], texts }
}
