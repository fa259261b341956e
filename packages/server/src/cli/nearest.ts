/** Edits between two words: letters put in, left out, replaced, or swapped with a neighbour. */
const distance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, at) => at)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= from.length; row++) {
    rows.push([row])
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return at(from.length, to.length)
}

/** The one of `known` that was probably meant, if any: what `word` begins, else what is a third of its letters away. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const isLong = word.replaceAll('-', '').length > 2
  const begun = isLong ? known.filter((one) => one.startsWith(word)) : []
  if (begun.length === 1) return begun[0]
  const limit = Math.max(1, Math.floor(word.length / 3))
  const near = known
    .map((one) => ({ one, away: distance(word, one) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away)
  return near[0]?.one
}
