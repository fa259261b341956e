import { chunkSize } from './windowing.js'

interface Chunk {
  /** Of the rows that were drawn once. */
  known: number
  /** How many were not. */
  unknown: number
  heads: number
}

/**
 * Heights of a long list in pixels, summed up chunk by chunk: scrolling asks for one sum where twenty rows lie. Rows
 * that were never drawn count as the average of those that were.
 */
export class ChunkHeights {
  readonly #rows = new Map<number, number>()
  #sum = 0
  #ids: readonly number[] = []
  #hasHead: (index: number) => boolean = () => false
  #chunks: Chunk[] = []
  /** Of a date head. */
  head = 28

  /** Takes the rows that there are now, and before which ones a date head stands. */
  take(ids: readonly number[], hasHead: (index: number) => boolean): void {
    this.#ids = ids
    this.#hasHead = hasHead
    this.#chunks = Array.from({ length: Math.ceil(ids.length / chunkSize) }, (_, chunk) => this.#count(chunk))
  }

  /** @returns whether that is another height than it was; then `recount` its chunk */
  set(id: number, height: number): boolean {
    const before = this.#rows.get(id)
    this.#sum += height - (before ?? 0)
    this.#rows.set(id, height)
    return before !== height
  }

  recount(chunk: number): void {
    if (chunk < this.#chunks.length) this.#chunks[chunk] = this.#count(chunk)
  }

  of(chunk: number): number {
    const { known, unknown, heads } = this.#chunks[chunk] ?? { known: 0, unknown: 0, heads: 0 }
    const average = this.#rows.size > 0 ? this.#sum / this.#rows.size : 62
    return known + unknown * average + heads * this.head
  }

  #count(chunk: number): Chunk {
    const counted = { known: 0, unknown: 0, heads: 0 }
    const end = Math.min(this.#ids.length, (chunk + 1) * chunkSize)
    for (let index = chunk * chunkSize; index < end; index++) {
      const height = this.#rows.get(this.#ids[index] ?? 0)
      if (height === undefined) counted.unknown++
      else counted.known += height
      if (this.#hasHead(index)) counted.heads++
    }
    return counted
  }
}
