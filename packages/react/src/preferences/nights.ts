import type { QuietDay, QuietSchedule, QuietSpan } from '@inboxkit/protocol'

/** From Monday, as ISO 8601 counts them. */
export const days: readonly QuietDay[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** What is offered to who has none. */
export const usualSpan: QuietSpan = { from: '22:00', to: '07:00' }

export const everyNight = (): QuietSchedule => Object.fromEntries(days.map((day) => [day, [usualSpan]]))

/** The browser's own time zone. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone
