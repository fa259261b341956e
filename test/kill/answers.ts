/** The answers of a receiver, which can be withheld. */
export interface Answers {
  /** Until a message may be answered. @param server the number of its sender */
  wait(server: number, key: string): Promise<void>
  /** From now on none is given. @returns the sender of the first that waits for one, as soon as there is one */
  withhold(): Promise<number>
  /** @returns the keys of those of `dead` that waited, to whom nobody listens any more */
  giveAll(dead: number): string[]
}

interface Waiting {
  server: number
  key: string
  give: () => void
}

export const createAnswers = (): Answers => {
  let isOpen = true
  let waiting: Waiting[] = []
  let tellFirst = (_server: number): void => undefined
  return {
    wait: (server, key) =>
      new Promise((give) => {
        if (isOpen) return give()
        waiting.push({ server, key, give })
        tellFirst(server)
      }),
    withhold() {
      isOpen = false
      return new Promise((resolve) => {
        tellFirst = resolve
      })
    },
    giveAll(dead) {
      const given = waiting
      waiting = []
      isOpen = true
      for (const { give } of given) give()
      return given.filter(({ server }) => server === dead).map(({ key }) => key)
    },
  }
}
