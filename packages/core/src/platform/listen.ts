/** Listens where there is somebody to listen to: neither Node nor a worker has all of these targets. */
export const listen = (
  target: Partial<EventTarget> | undefined,
  types: readonly string[],
  listener: () => void,
): (() => void) => {
  for (const type of types) target?.addEventListener?.(type, listener)
  return () => {
    for (const type of types) target?.removeEventListener?.(type, listener)
  }
}
