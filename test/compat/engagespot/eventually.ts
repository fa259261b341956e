import { inspect } from 'node:util'

const patienceMs = 15_000

/** Reads until it is as wanted: for helpers, which both test runners use. Tests have `expect.poll`. */
export const eventually = async <T>(read: () => Promise<T>, isWanted: (value: T) => boolean): Promise<T> => {
  for (const until = Date.now() + patienceMs; ; ) {
    const value = await read()
    if (isWanted(value)) return value
    if (Date.now() > until) throw new Error(`After ${patienceMs} ms there still is ${inspect(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
