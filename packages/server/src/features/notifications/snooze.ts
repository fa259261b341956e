const longestMs = 366 * 24 * 3600 * 1000

/** @returns what is wrong with the end of a snooze, given when the user acted */
export const whyNotUntil = (until: Date, at: Date): string | undefined => {
  const aheadMs = until.getTime() - at.getTime()
  return aheadMs > 0 && aheadMs <= longestMs ? undefined : 'must be later than now, by at most a year'
}
