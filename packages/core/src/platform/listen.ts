/** Listens where there is somebody to listen to: neither Node nor a worker has all of these targets. */
export const listen = (
  target: Partial<EventTarget> | undefined,
  types: readonly string[],
  listener: () => void,
  isCapture?: boolean,
): (() => void) => {
  for (const type of types) target?.addEventListener?.(type, listener, isCapture)
  return () => {
    for (const type of types) target?.removeEventListener?.(type, listener, isCapture)
  }
}
