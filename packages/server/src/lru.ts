export interface Lru<Value> {
  /** The value of a key; made when it is not there, and then the one that was asked for longest ago goes. */
  get(key: string, make: () => Value): Value
}

/** Keeps the `most` values that were asked for last. */
export const createLru = <Value extends object>(most: number): Lru<Value> => {
  const values = new Map<string, Value>()
  return {
    get(key, make) {
      const value = values.get(key) ?? make()
      values.delete(key)
      values.set(key, value)
      const [oldest] = values.keys()
      if (values.size > most && oldest !== undefined) values.delete(oldest)
      return value
    },
  }
}
