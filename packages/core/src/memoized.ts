/** What was made for a key, made when it is first asked for. */
export const memoized = <T>(made: Map<string, T>, key: string, make: () => T): T => {
  const one = made.get(key) ?? make()
  made.set(key, one)
  return one
}
