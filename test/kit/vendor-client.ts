import { io, type Socket } from 'socket.io-client'
import { apiKey } from './server-process.js'

/** A vendor's client on its socket, by the contract's section 6: credentials in the query, catch-all listener. */
export interface VendorClient {
  /** Name and first argument of every event, in order. */
  readonly events: readonly (readonly [name: string, payload: unknown])[]
  named(name: string): unknown[]
  readonly socket: Socket
  close(): void
}

/** What proves a user: the key alone, with a signature, or with a token, as the app's mode wants it. */
export interface VendorProof {
  apiKey: string
  userSignature?: string
  userToken?: string
}

export const connectVendor = async (
  url: string,
  userId: string,
  proof: VendorProof = { apiKey },
): Promise<VendorClient> => {
  const { userSignature, userToken } = proof
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    // What the vendor's client has no value for arrives as the text "undefined".
    query: { apiKey: proof.apiKey, userId, userSignature },
    ...(userToken === undefined ? {} : { auth: { token: userToken } }),
  })
  const events: (readonly [string, unknown])[] = []
  socket.onAny((name: string, payload: unknown) => events.push([name, payload]))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return {
    events,
    named: (name) => events.filter(([one]) => one === name).map(([, payload]) => payload),
    socket,
    close: () => void socket.disconnect(),
  }
}
