import type { LabelKey } from '../text/english.js'

export interface Preset {
  name: LabelKey & ('laterToday' | 'thisEvening' | 'tomorrow' | 'nextWeek')
  at: Date
}

const laterMs = 3 * 3_600_000
const evening = 18
const morning = 9

/** Times to snooze until, by the device's own clock; only those that lie ahead, the nearest first, none twice. */
export function presetsAt(now: Date): Preset[] {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()]
  const at = (days: number, hour: number) => new Date(year, month, day + days, hour)
  const later = new Date(now.getTime() + laterMs)
  later.setSeconds(0, 0)
  const daysToMonday = (8 - now.getDay()) % 7 || 7
  const presets: Preset[] = [
    { name: 'laterToday', at: later },
    { name: 'thisEvening', at: at(0, evening) },
    { name: 'tomorrow', at: at(1, morning) },
    { name: 'nextWeek', at: at(daysToMonday, morning) },
  ]
  return presets
    .filter(
      ({ name, at: time }, index) =>
        time > now &&
        (name !== 'laterToday' || time.getDate() === day) &&
        presets.findIndex((other) => other.at.getTime() === time.getTime()) === index,
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}
