/** For what a browser may lack or forbid: `undefined` then. */
export const tryTo = <T>(make: () => T): T | undefined => {
  try {
    return make()
  } catch {
    return undefined
  }
}
