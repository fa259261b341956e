import type { QuietDay, QuietSchedule } from '@inboxkit/protocol'
import { dayMs, fromLocal, minuteMs, toLocal, type Zone } from './local-time.js'

/** As `Date#getUTCDay` counts them. */
export const days: readonly QuietDay[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Minutes since midnight of `HH:MM`; 24:00 = 1440. */
export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** A span of a day in minutes since its midnight. One that ends no later than it begins ends on the next day. */
export const spanOf = ({ from, to }: { from: string; to: string }): { start: number; end: number } => {
  const start = minutesOf(from)
  const end = minutesOf(to)
  return { start, end: end > start ? end : end + 1440 }
}

const weekMinutes = 7 * 1440

/** Whether a week has a minute outside of it. */
export const leavesSomeTime = (schedule: QuietSchedule): boolean => {
  const spans = days
    .flatMap((day, place) =>
      (schedule[day] ?? []).map(spanOf).flatMap(({ start, end }) => {
        const first = { start: place * 1440 + start, end: place * 1440 + end }
        // What begins late on the last day of the week is also over its beginning.
        return [first, { start: first.start - weekMinutes, end: first.end - weekMinutes }]
      }),
    )
    .sort((a, b) => a.start - b.start)
  let covered = 0
  for (const { start, end } of spans) if (start <= covered) covered = Math.max(covered, end)
  return covered < weekMinutes
}

/** Longer than any schedule that leaves some time of the week goes on. */
const longestMs = 15 * dayMs

/**
 * When a schedule that is in force at an instant comes to an end; `null` = it is not in force. Spans that follow each
 * other are one.
 */
export const endOfQuiet = (schedule: QuietSchedule, zone: Zone, now: Date): Date | null => {
  const start = now.getTime()
  let until = start
  for (let end = endAt(schedule, zone, until); end !== null; end = endAt(schedule, zone, until)) {
    until = end
    if (until - start > longestMs) break
  }
  return until > start ? new Date(until) : null
}

/** The latest end of the spans that an instant lies in. */
const endAt = (schedule: QuietSchedule, zone: Zone, at: number): number | null => {
  const midnight = Math.floor(toLocal(zone, at) / dayMs) * dayMs
  let latest: number | null = null
  // What began yesterday may last until now; the day before that only where clocks have skipped or repeated a whole day.
  for (const day of [midnight - 2 * dayMs, midnight - dayMs, midnight, midnight + dayMs]) {
    const name = days[new Date(day).getUTCDay()] ?? 'sun'
    for (const span of schedule[name] ?? []) {
      const { start, end } = spanOf(span)
      const from = fromLocal(zone, day + start * minuteMs)
      const to = fromLocal(zone, day + end * minuteMs)
      if (from <= at && at < to && to > (latest ?? at)) latest = to
    }
  }
  return latest
}
