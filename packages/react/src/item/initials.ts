/** First letters of the first and the last word; of the first alone where it is the only one, or no letter follows. */
export function initialsOf(name: string): string {
  const letters = name
    .split(/\s+/)
    .map((word) => /\p{L}|\p{N}/u.exec(word)?.[0])
    .filter((letter) => letter !== undefined)
  const [first = '', ...rest] = letters
  return (first + (rest.at(-1) ?? '')).toUpperCase()
}

const tints = 6

/** 1 to 6; the same name always gets the same. */
export function tintOf(name: string): number {
  let hash = 0
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) | 0
  return (Math.abs(hash) % tints) + 1
}
