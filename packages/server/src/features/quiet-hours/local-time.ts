import { IANAZone } from 'luxon'

export const minuteMs = 60_000
export const dayMs = 86_400_000

/** Local time written as if it were UTC, in milliseconds: calendar and clock without a zone. */
export type LocalMs = number

/** A name of the IANA database. Newer runtimes also know offsets such as `+02:00`, older ones do not. */
export const isTimeZone = (name: string): boolean => /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name)

export const toLocal = (zone: IANAZone, at: number): LocalMs => at + zone.offset(at) * minuteMs

/**
 * The first instant at which a zone's clocks show a local time or a later one. So a time that clocks skip is the moment
 * at which they skip it, and of a time that they show twice it is the first.
 */
export const fromLocal = (zone: IANAZone, local: LocalMs): number => {
  // Zones are at most 14 hours off, so these are on either side of the moment.
  const before = zone.offset(local - dayMs)
  const after = zone.offset(local + dayMs)
  const candidates = [local - before * minuteMs, local - after * minuteMs].sort((a, b) => a - b)
  const found = candidates.find((at) => toLocal(zone, at) === local)
  if (found !== undefined) return found
  let [tooEarly = 0, late = 0] = candidates
  while (late - tooEarly > minuteMs) {
    const middle = tooEarly + Math.floor((late - tooEarly) / minuteMs / 2) * minuteMs
    if (toLocal(zone, middle) >= local) late = middle
    else tooEarly = middle
  }
  return late
}
