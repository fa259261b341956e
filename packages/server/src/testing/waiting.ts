/** What happened so far, and waiting for a number of it. */
export interface Happenings<T> {
  readonly all: readonly T[]
  add(...happened: T[]): void
  /** Resolves once at least `count` have happened. */
  reach(count: number): Promise<void>
}

export const happenings = <T>(): Happenings<T> => {
  const all: T[] = []
  const waiting = new Set<() => void>()
  return {
    all,
    add(...happened) {
      all.push(...happened)
      for (const look of waiting) look()
    },
    reach: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (all.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

/** A door that is opened once. */
export const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
