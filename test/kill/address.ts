/** Where the server is at the moment; while it is down, everybody waits for the next one. */
export interface Address {
  current(): Promise<string>
  set(url: string | undefined): void
}

export const createAddress = (): Address => {
  let url: string | undefined
  let waiting: ((url: string) => void)[] = []
  return {
    current: () =>
      url === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(url),
    set(next) {
      url = next
      if (next === undefined) return
      for (const tell of waiting) tell(next)
      waiting = []
    },
  }
}
