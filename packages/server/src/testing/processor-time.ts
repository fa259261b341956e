/** Starts to count. @returns milliseconds of processor time that this process has had since, however busy the machine */
export const processorTime = (): (() => number) => {
  const since = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(since)
    return (user + system) / 1000
  }
}
