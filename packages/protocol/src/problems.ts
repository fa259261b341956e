import { clientProblems } from './client-problems.js'
import { liveProblems } from './live-problems.js'
import { Problem, type ProblemFacts, type ProblemKind } from './problem.js'
import { pushProblems } from './push-problems.js'

/** What only a server finds out. */
const serverProblems = {
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
  origin_refused: { status: 403, title: 'This origin is not allowed', retryable: false },
  notification_not_found: { status: 404, title: 'No such notification', retryable: false },
  user_not_found: { status: 404, title: 'No such user', retryable: false },
  user_deleted: { status: 404, title: 'This user was deleted', retryable: false },
  category_not_found: { status: 404, title: 'No such category', retryable: false },
  topic_not_found: { status: 404, title: 'No such topic', retryable: false },
  template_not_found: { status: 404, title: 'No such template', retryable: false },
  workflow_not_found: { status: 404, title: 'No such workflow', retryable: false },
  tenant_not_found: { status: 404, title: 'No such tenant', retryable: false },
  request_not_found: { status: 404, title: 'No such request', retryable: false },
  run_not_found: { status: 404, title: 'No run with this cancellationKey', retryable: false },
  device_not_found: { status: 404, title: 'No such device', retryable: false },
  delivery_not_found: { status: 404, title: 'No such delivery', retryable: false },
  webhook_event_not_found: { status: 404, title: 'No such webhook event', retryable: false },
  route_not_found: { status: 404, title: 'No such route', retryable: false },
  idempotency_conflict: {
    status: 409,
    title: 'This Idempotency-Key was used with another body',
    retryable: false,
  },
  idempotency_in_progress: {
    status: 409,
    title: 'A request with this Idempotency-Key is still being worked on',
    retryable: true,
  },
  already_exists: { status: 409, title: 'There is one with this identifier already', retryable: false },
  in_use: { status: 409, title: 'It is still in use', retryable: false },
  already_answered: {
    status: 409,
    title: 'This notification has been answered already',
    retryable: false,
  },
  not_failed: { status: 409, title: 'Only what failed can be replayed', retryable: false },
  body_too_large: { status: 413, title: 'A body has at most 819,200 bytes', retryable: false },
  unsupported_media_type: { status: 415, title: 'Send the body as application/json', retryable: false },
  unprocessable: { status: 422, title: 'The request cannot be processed', retryable: false },
  storage_unavailable: { status: 503, title: 'The database cannot be reached', retryable: true },
  shutting_down: { status: 503, title: 'The server is shutting down', retryable: true },
} as const

/** What went wrong, for programs. */
export type ProblemCode =
  | keyof typeof serverProblems
  | keyof typeof clientProblems
  | keyof typeof liveProblems
  | keyof typeof pushProblems

/** Everything that can go wrong. `docs/problems.md` says what to do about each. */
export const problems: Record<ProblemCode, ProblemKind> = {
  ...serverProblems,
  ...clientProblems,
  ...liveProblems,
  ...pushProblems,
}

export const problem = (code: ProblemCode, facts?: ProblemFacts): Problem =>
  new Problem(code, problems[code], facts)
