import type { Server as HttpServer, IncomingHttpHeaders } from 'node:http'
import type { AllVerb, Beacon, Counts, FeedChanges, Problem, SettingsEvent } from '@inboxkit/protocol'
import type { Clock } from '../clock.js'
import type { Log } from '../log.js'

/** What a client says when it connects; `credentialsInHandshake` reads it. */
export interface RealtimeHandshake {
  query: Readonly<Record<string, unknown>>
  auth: Readonly<Record<string, unknown>>
  headers: IncomingHttpHeaders
  address: string
}

/** Whom a socket belongs to, after its credentials were proven. */
export interface Admission {
  userId: number
  appId: number
  /** Decides which events the socket gets: ours, or those of the contract's section 6. */
  protocol: 'own' | 'vendor'
  /** When the socket is closed with `token_expired`. */
  expiresAt?: Date
  /** The key that proved it; `disconnectKey` closes what it opened. */
  keyId?: string
}

/** An app's key that opened connections; `undefined` = they were opened without one. */
export interface Opening {
  appId: number
  keyId: string | undefined
}

export interface UserHead {
  userId: number
  epoch: string
  seq: number
  counts: Counts
}

/** What an act on a whole feed moves. `archiveAll` has no watermark. */
export type WatermarkVerb = Exclude<AllVerb, 'archiveAll'>

/** A committed change to one feed. */
export interface Told extends FeedChanges {
  /** Watermarks that this change moved. Only vendors' clients are told by name; ours see it in `marks`. */
  moved?: readonly WatermarkVerb[]
}

export interface RealtimeLimits {
  /** Connections of one user on this node; one more is refused with `rate_limited`. */
  connectionsPerUser: number
  /** Of one message from a client: a handshake with a token fits. */
  maxMessageBytes: number
  /** Messages from one connection in its whole life. Clients have nothing to say after their handshake. */
  maxMessages: number
  /** What may wait for a client that does not read, before it is dropped. */
  maxBacklogBytes: number
  /** Connections from one address on which nobody has proven anything yet; one more is refused. */
  strangersPerAddress: number
  /** How long a client may take to send its credentials, in milliseconds. */
  handshakeMs: number
}

export interface RealtimeOptions {
  /** Sockets are answered on its path `/socket.io/`; everything else is left alone. */
  httpServer: HttpServer
  /** @throws Problem, which the client gets as its `connect_error` */
  authenticate: (handshake: RealtimeHandshake) => Promise<Admission>
  /** Where feeds stand, in one query; users without a feed are left out. */
  readHeads: (userIds: readonly number[]) => Promise<UserHead[]>
  /** Who calls, where proxies stand before us; absent = whoever is at the other end. */
  addressOf?: (remote: string, headers: IncomingHttpHeaders) => string
  /** Whether pages of this origin may connect to us as `host`; absent = all. Clients outside browsers send none. */
  allowOrigin?: (origin: string, host: string | undefined) => boolean
  clock: Clock
  log: Log
  beaconIntervalMs?: number
  limits?: Partial<RealtimeLimits>
}

/** The sockets of this node. */
export interface Realtime {
  /**
   * Tells a user's sockets on this node what was committed: ours as `feed`, vendors' as their events. At most once,
   * with no memory; a client that missed it notices by the next beacon. The road between nodes ends here too.
   * @param only those of one kind
   */
  tell(userId: number, event: Told, only?: Admission['protocol']): void
  /** Tells our sockets only how far the feed has come; they ask for the rest. */
  hint(userId: number, at: Pick<Beacon, 'epoch' | 'seq'>): void
  /** Tells a user's sockets of ours that what was set is another. At most once, as `tell`, and on this node. */
  tellSettings(userId: number, changed: SettingsEvent['changed']): void
  /** The same to all of an app's users, at most once a second. */
  tellSettingsIn(appId: number, changed: SettingsEvent['changed']): void
  /** Whether a change to this user's feed has anybody to hear it on this node. */
  isConnected(userId: number): boolean
  connectedUsers(): number[]
  /** How many sockets are open, also those whose users are not known yet. */
  openSockets(): number
  /** Says why to our sockets, then closes all of the user's. */
  disconnectUser(userId: number, why: Problem): void
  /** With what the connections of this node were opened, each once. */
  openings(): Opening[]
  /** Closes what one key of an app opened, or what was opened without one; with `credentials_revoked` unless said. */
  disconnectKey(appId: number, keyId: string | undefined, why?: Problem): void
  /** Tells all our sockets where their feeds stand, out of turn: something may have been missed. */
  beaconNow(): void
  /** Closes all sockets so that their clients come back by themselves, to another node or a new process. */
  close(): Promise<void>
}
