/** Keeps the `most` newest entries of a map: what is put again counts as new. */
export const keepNewest = <Key, Value>(kept: Map<Key, Value>, key: Key, value: Value, most: number): void => {
  kept.delete(key)
  kept.set(key, value)
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
}
