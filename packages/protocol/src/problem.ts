import type { ProblemCode } from './problems.js'

/** What is the same for every problem of a code. */
export interface ProblemKind {
  /** HTTP status; 0 for those that never travel. */
  status: number
  title: string
  /** Whether the same request may succeed later. */
  retryable: boolean
}

/** `field` is a path such as `sendTo.recipients[2].identifier`; `message` says what is allowed there. */
export interface FieldProblem {
  field: string
  message: string
}

/** What is known of one problem beyond its code. */
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
  /** The HTTP status again: a refused socket has no other place for it. */
  statusCode: number
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
  readonly title: string
  readonly retryable: boolean
  readonly fields: FieldProblem[]
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ProblemCode, { status, title, retryable }: ProblemKind, facts: ProblemFacts = {}) {
    super(facts.detail ?? title, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.title = title
    this.retryable = retryable
    this.fields = facts.fields ?? []
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
  }
}

/**
 * What a server answers. Validation problems list one sentence per field, as the contract's 400 does. Not a method:
 * a browser never says it, and would load it all the same.
 */
export const bodyOf = ({ code, status, title, fields, requestId, message }: Problem): ProblemBody => ({
  status: 'error',
  statusCode: status,
  message: fields.length > 0 ? fields.map(({ field, message: said }) => `${field} ${said}`) : message,
  error: title,
  code,
  ...(requestId === undefined ? {} : { requestId }),
  ...(fields.length > 0 ? { fields } : {}),
})
