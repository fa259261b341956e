import type { Beacon, FeedChanges } from './feed.js'
import type { ProblemBody } from './problem.js'

/** `auth` of our own clients' socket.io handshake. A vendor's client sends no `protocol`. */
export interface Handshake {
  protocol: 1
  apiKey: string
  userId: string
  token?: string
  signature?: string
}

/** Something that was set is another: read it anew. */
export interface SettingsEvent {
  changed: 'preferences' | 'profile' | 'categories'
}

/** Events from the server. The client sends none. */
export interface RealtimeEvents {
  feed: (event: FeedChanges) => void
  beacon: (event: Beacon) => void
  /** What a user set elsewhere, or an app changed for all: to be read anew. */
  settings: (event: SettingsEvent) => void
  /** Said before the server closes a socket for cause: `token_expired`, `credentials_revoked`, `user_deleted`. */
  problem: (event: ProblemBody) => void
}

/** The highest distance of `seq` that `changes` still answers item by item. */
export const maxChanges = 500
export const beaconIntervalMs = 20_000
