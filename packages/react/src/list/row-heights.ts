/** Heights of rows in pixels, as last measured; rows never seen count as the average of those that were. */
export class RowHeights {
  readonly #known = new Map<number, number>()
  #sum = 0

  set(id: number, height: number): void {
    this.#sum += height - (this.#known.get(id) ?? 0)
    this.#known.set(id, height)
  }

  get(id: number): number {
    return this.#known.get(id) ?? (this.#known.size > 0 ? this.#sum / this.#known.size : 62)
  }
}
