/** As `<input type="datetime-local">` has it: `2026-11-20T09:00`, by the device's own clock. */
export function toLocal(time: Date): string {
  const two = (figure: number) => String(figure).padStart(2, '0')
  const date = `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}`
}

const yearMs = 365 * 86_400_000
/** The latest that the server takes, a minute before it does not. */
export const latestFrom = (now: Date): Date => new Date(now.getTime() + yearMs - 60_000)

/** What is wrong with a time to snooze until, or the time itself. */
export function readLocal(value: string, now: Date): Date | 'timeMissing' | 'timePast' | 'timeFar' {
  const time = new Date(value)
  if (value === '' || Number.isNaN(time.getTime())) return 'timeMissing'
  if (time <= now) return 'timePast'
  return time > latestFrom(now) ? 'timeFar' : time
}
