/** Everything that can go wrong on the wire. `docs/problems.md` says what to do about each. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not valid', retryable: false },
  malformed_json: { status: 400, title: 'The body is not valid JSON', retryable: false },
  too_many_recipients: { status: 400, title: 'A send takes at most 1,000 recipients', retryable: false },
  missing_credentials: {
    status: 401,
    title: 'No auth params (or combination of params) were found in the request',
    retryable: false,
  },
  invalid_credentials: { status: 401, title: 'The API key or secret is not valid', retryable: false },
  credentials_revoked: { status: 401, title: 'The API key or signing key was revoked', retryable: false },
  invalid_signature: { status: 401, title: 'The user signature is not valid', retryable: false },
  secure_mode_required: {
    status: 401,
    title: 'This app is in secure mode: send a user token as Authorization: Bearer',
    retryable: false,
  },
  invalid_token: { status: 401, title: 'The user token is not valid', retryable: false },
  token_expired: { status: 401, title: 'The user token has expired', retryable: false },
  identity_mismatch: { status: 401, title: 'The user token belongs to another user', retryable: false },
  origin_refused: { status: 403, title: 'This origin is not allowed', retryable: false },
  notification_not_found: { status: 404, title: 'No such notification', retryable: false },
  user_not_found: { status: 404, title: 'No such user', retryable: false },
  user_deleted: { status: 404, title: 'This user was deleted', retryable: false },
  route_not_found: { status: 404, title: 'No such route', retryable: false },
  idempotency_conflict: {
    status: 409,
    title: 'This Idempotency-Key was used with another body',
    retryable: false,
  },
  body_too_large: { status: 413, title: 'A body has at most 819,200 bytes', retryable: false },
  unsupported_media_type: { status: 415, title: 'Send the body as application/json', retryable: false },
  unprocessable: { status: 422, title: 'The request cannot be processed', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Something went wrong on the server', retryable: true },
  storage_unavailable: { status: 503, title: 'The database cannot be reached', retryable: true },
  shutting_down: { status: 503, title: 'The server is shutting down', retryable: true },
  /** Made by clients, never sent: */
  offline: { status: 0, title: 'The server cannot be reached', retryable: true },
  timed_out: { status: 0, title: 'The server did not answer in time', retryable: true },
  garbled: { status: 0, title: 'The server sent something that is not an inboxkit answer', retryable: true },
  refused: { status: 0, title: 'The server refused the change', retryable: false },
  restore_expired: {
    status: 0,
    title: 'Deleted more than 10 minutes ago: its content is gone',
    retryable: false,
  },
  closed: { status: 0, title: 'This inbox was closed', retryable: false },
} as const

export type ProblemCode = keyof typeof problems

/** `field` is a path such as `sendTo.recipients[2].identifier`; `message` says what is allowed there. */
export interface FieldProblem {
  field: string
  message: string
}

export interface ProblemFacts {
  /** Replaces the catalogue's title where a more exact sentence is known. */
  detail?: string
  fields?: FieldProblem[]
  requestId?: string
  retryAfterMs?: number
  cause?: unknown
}

/** Error body on the wire: the contract's section 5, plus `code`, `requestId` and `fields`. */
export interface ProblemBody {
  status: 'error'
  message: string | string[]
  error: string
  code: ProblemCode
  requestId?: string
  fields?: FieldProblem[]
}

/** The one error type of every inboxkit package. `message` is a sentence for people. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly retryable: boolean
  readonly fields: FieldProblem[]
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ProblemCode, facts: ProblemFacts = {}) {
    super(
      facts.detail ?? problems[code].title,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    )
    this.name = 'Problem'
    this.code = code
    this.status = problems[code].status
    this.retryable = problems[code].retryable
    this.fields = facts.fields ?? []
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
  }

  /** Validation problems list one sentence per field, as the contract's 400 does. */
  toWire(): ProblemBody {
    const { code, fields, requestId, message } = this
    return {
      status: 'error',
      message: fields.length > 0 ? fields.map(({ field, message: said }) => `${field} ${said}`) : message,
      error: problems[code].title,
      code,
      ...(requestId === undefined ? {} : { requestId }),
      ...(fields.length > 0 ? { fields } : {}),
    }
  }
}

export const problem = (code: ProblemCode, facts?: ProblemFacts): Problem => new Problem(code, facts)
