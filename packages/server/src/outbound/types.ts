/** One call to somebody else's server. */
export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string | Buffer
  /** From the first packet to the last byte. */
  timeoutMs: number
  /** Most bytes of the answer that are read. */
  mostBytes: number
  /** How many redirects are followed, each looked at anew; 0 when absent. */
  redirects?: number
}

export interface OutboundAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** Calls addresses that a customer named. @throws OutboundFailure */
export type Outbound = (request: OutboundRequest) => Promise<OutboundAnswer>

/** Why a call came to nothing: it was not allowed, nobody was there, it took too long or said too much. */
export class OutboundFailure extends Error {
  readonly kind: 'refused' | 'failed'
  constructor(kind: 'refused' | 'failed', message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'OutboundFailure'
    this.kind = kind
  }
}
