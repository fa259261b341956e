/** What the demo's back end answers (packages/server/src/demo). Instants are ISO 8601 text. */
export const statuses = ['new', 'packing', 'shipped', 'done'] as const
export type Status = (typeof statuses)[number]

export const statusNames: Record<Status, string> = {
  new: 'New',
  packing: 'Packing',
  shipped: 'Shipped',
  done: 'Done',
}

export interface User {
  identifier: string
  name: string
  role: string
  avatar: string
}

export interface Config {
  apiKey: string
  users: User[]
}

export type Entry = { by: string; at: string } & (
  | { kind: 'comment'; text: string }
  | { kind: 'moved'; to: Status }
  | { kind: 'assigned'; to: string | null }
)

export interface Order {
  id: number
  customer: { name: string; city: string }
  items: { name: string; quantity: number; cents: number }[]
  status: Status
  isExpress: boolean
  placedAt: string
  shipBy: string
  assignee: string | null
  watchers: string[]
  thread: Entry[]
}

/** One thing that happened in a run, as `GET /v3/requests/{requestId}` tells it. */
export interface RunEntry {
  at: string
  path: string
  what: string
  channel: string | null
  reason: string | null
  notificationId: number | null
  attempts: { provider: string; kind: string; text?: string; ms: number }[]
}

export interface Run {
  recipient: string
  state: 'ready' | 'waiting' | 'collecting' | 'fetching' | 'done' | 'cancelled' | 'failed'
  reason: string | null
  /** When it goes on by itself. */
  wakesAt: string | null
  startedAt: string
  endedAt: string | null
  timeline: RunEntry[]
}

/** Where an escalation stands. */
export interface Watched {
  request: { state: string; runs: { data: Run[] } }
  answer: { block: string; value: string | number | null } | null
  /** What the console wrote for e-mail and SMS. */
  written: string[]
  /** By the server's clock. */
  now: string
}

/** Body of `POST /v3/notifications`; `/demo/send` takes the same. */
export interface Sending {
  notification: { title: string; message?: string; icon?: string; url?: string; category?: string }
  sendTo: { recipients: string[] }
}
