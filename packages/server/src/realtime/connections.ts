import type { Namespace, Socket } from 'socket.io'
import type { Admission, Opening } from './types.js'

export interface Connection extends Admission {
  socket: Socket
}

type Protocol = Admission['protocol']

/** The room of one user's sockets of one kind. */
export const roomOf = ({ userId, protocol }: Pick<Admission, 'userId' | 'protocol'>): string =>
  `${protocol === 'own' ? 'user' : 'vendor'}:${userId}`

const nameOf = ({ appId, keyId }: Admission): string => `${appId}:${keyId ?? ''}`

/** Who is connected to this node. A user has a handful of connections at most. */
export class Connections {
  readonly #byUser = new Map<number, Set<Connection>>()
  /** With what the connections were opened, and how many with each. */
  readonly #openings = new Map<string, { opening: Opening; count: number }>()

  add(connection: Connection): void {
    const theirs = this.#byUser.get(connection.userId)
    if (theirs) theirs.add(connection)
    else this.#byUser.set(connection.userId, new Set([connection]))
    const { appId, keyId } = connection
    const opened = this.#openings.get(nameOf(connection))
    if (opened) opened.count += 1
    else this.#openings.set(nameOf(connection), { opening: { appId, keyId }, count: 1 })
  }

  /** Doing it twice changes nothing. */
  remove(connection: Connection): void {
    const theirs = this.#byUser.get(connection.userId)
    if (!theirs?.delete(connection)) return
    if (theirs.size === 0) this.#byUser.delete(connection.userId)
    const opened = this.#openings.get(nameOf(connection))
    if (opened && --opened.count === 0) this.#openings.delete(nameOf(connection))
  }

  count(userId: number): number {
    return this.#byUser.get(userId)?.size ?? 0
  }

  has(userId: number, protocol: Protocol): boolean {
    return this.of(userId).some((connection) => connection.protocol === protocol)
  }

  of(userId: number): Connection[] {
    return [...(this.#byUser.get(userId) ?? [])]
  }

  all(): Connection[] {
    return [...this.#byUser.values()].flatMap((theirs) => [...theirs])
  }

  openings(): Opening[] {
    return [...this.#openings.values()].map(({ opening }) => opening)
  }

  users(): number[] {
    return [...this.#byUser.keys()]
  }

  usersOf(protocol: Protocol): number[] {
    return this.users().filter((userId) => this.has(userId, protocol))
  }

  /** Of one app. */
  usersIn(appId: number): number[] {
    return this.users().filter((userId) => this.of(userId).some((connection) => connection.appId === appId))
  }

  /** Says something to a user's sockets of one kind, on this node only: encoded once per namespace they are in. */
  emit(userId: number, protocol: Protocol, name: string, ...payload: unknown[]): void {
    const room = roomOf({ userId, protocol })
    for (const namespace of this.#namespaces(userId, protocol))
      namespace.local.to(room).emit(name, ...payload)
  }

  #namespaces(userId: number, protocol: Protocol): Set<Namespace> {
    const theirs = this.of(userId).filter((connection) => connection.protocol === protocol)
    return new Set(theirs.map(({ socket }) => socket.nsp))
  }
}
