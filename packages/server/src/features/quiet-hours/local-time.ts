import { IANAZone } from 'luxon'

export const minuteMs = 60_000
const hourMs = 3_600_000
export const dayMs = 86_400_000

/** Local time written as if it were UTC, in milliseconds: calendar and clock without a zone. */
export type LocalMs = number

/** A name of the IANA database. Newer runtimes also know offsets such as `+02:00`, older ones do not. */
export const isTimeZone = (name: string): boolean => /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name)

export interface Zone {
  /** Minutes ahead of UTC at an instant. */
  offset(at: number): number
}

/** Asking the platform is slow: it is asked for whole hours, once, and for the hours in which clocks are changed. */
export const createZone = (name: string): Zone => {
  const zone = IANAZone.create(name)
  const byHour = new Map<number, number>()
  const atHour = (hour: number): number => {
    const known = byHour.get(hour) ?? zone.offset(hour * hourMs)
    byHour.set(hour, known)
    return known
  }
  return {
    offset(at) {
      const hour = Math.floor(at / hourMs)
      const offset = atHour(hour)
      return offset === atHour(hour + 1) ? offset : zone.offset(at)
    },
  }
}

export const toLocal = (zone: Zone, at: number): LocalMs => at + zone.offset(at) * minuteMs

/**
 * The first instant at which a zone's clocks show a local time or a later one. So a time that clocks skip is the moment
 * at which they skip it, and of a time that they show twice it is the first.
 */
export const fromLocal = (zone: Zone, local: LocalMs): number => {
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
