import type { QuietDay, QuietSchedule, QuietSpan } from '@inboxkit/protocol'
import { days } from './nights.js'

/** The days that have the same span. */
export interface QuietLine extends QuietSpan {
  days: readonly QuietDay[]
}

/** A schedule by its spans, each with its days; in the order in which the week first meets them. */
export function linesOf(schedule: QuietSchedule): QuietLine[] {
  const lines = new Map<string, QuietSpan & { days: QuietDay[] }>()
  for (const day of days)
    for (const { from, to } of schedule[day] ?? []) {
      const name = from + to
      const line = lines.get(name) ?? { from, to, days: [] }
      if (!line.days.includes(day)) line.days.push(day)
      lines.set(name, line)
    }
  return [...lines.values()]
}

/** The other way round: each day's spans in their order. Lines of the same span become one. */
export function scheduleOf(lines: readonly QuietLine[]): QuietSchedule {
  const schedule: QuietSchedule = {}
  for (const day of days) {
    const spans = new Map(
      lines.flatMap(({ days: on, from, to }) => (on.includes(day) ? [[from + to, { from, to }]] : [])),
    )
    const names = [...spans.keys()].sort()
    if (names.length > 0) schedule[day] = names.flatMap((name) => spans.get(name) ?? [])
  }
  return schedule
}

/** Whether a span ends on the day after the one on which it begins. */
export const isOverMidnight = ({ from, to }: QuietSpan): boolean => to <= from

/** What a field for a time can hold: the end of a day is the next one's beginning. */
export const toField = (time: string): string => (time === '24:00' ? '00:00' : time)
