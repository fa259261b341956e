/**
 * Body of `POST /v3/events`: something that has happened, for workflows that wait for it. Without `recipient` it is about
 * nobody in particular, and everybody's runs may go on.
 */
export interface NewEvent {
  /** 1 to 255 characters. */
  event: string
  /** Identifier of a user. */
  recipient?: string
  /** At most 65,536 bytes as JSON; steps see it as `steps.<id>.data`. */
  data?: Record<string, unknown>
}

export interface EventAnswer {
  eventId: number
}
