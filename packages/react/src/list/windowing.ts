/** Rows are drawn and left out in chunks of this many. */
export const chunkSize = 5

/** A run of rows that are drawn, or of rows that a spacer stands for: indices `from` up to, not including, `to`. */
export interface Segment {
  kind: 'rows' | 'space'
  from: number
  to: number
}

export interface ChunkRange {
  first: number
  last: number
}

export const chunkOf = (index: number): number => Math.floor(index / chunkSize)

/**
 * Cuts `count` rows into runs. Drawn are the chunks of `range` and those that hold the rows of `kept`
 * (the row with the focus and its neighbours); everything between them is space.
 */
export function segmentsOf(count: number, range: ChunkRange, kept: readonly number[]): Segment[] {
  const keptChunks = new Set(kept.filter((index) => index >= 0 && index < count).map(chunkOf))
  const segments: Segment[] = []
  for (let chunk = 0; chunk * chunkSize < count; chunk++) {
    const isDrawn = (chunk >= range.first && chunk <= range.last) || keptChunks.has(chunk)
    const kind = isDrawn ? 'rows' : 'space'
    const to = Math.min(count, (chunk + 1) * chunkSize)
    const before = segments.at(-1)
    if (before?.kind === kind) before.to = to
    else segments.push({ kind, from: chunk * chunkSize, to })
  }
  return segments
}

/** Which of `count` chunks touch the pixels `top` to `bottom` of the list, given the height of each. */
export function chunksIn(
  count: number,
  heightOf: (chunk: number) => number,
  top: number,
  bottom: number,
): ChunkRange {
  let first = -1
  let last = 0
  let y = 0
  for (let chunk = 0; chunk < count && y < bottom; chunk++) {
    y += heightOf(chunk)
    if (first < 0 && y > top) first = chunk
    last = chunk
  }
  // Whatever is asked for beyond the end, there is a last chunk.
  return first < 0 ? { first: last, last } : { first, last }
}
