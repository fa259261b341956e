import type { Problem } from '@inboxkit/protocol'

/** What the vendor's clients read of a refusal, all of them (contract, section 8.1). */
interface ErrorBody {
  status: 'fail'
  code: number
  message: string
  error: { type: string; message: string }
}

const types: Record<number, string> = {
  400: 'validation_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
}

/** Our fields by the names that they have at this door. */
const names: Record<string, string> = { sendAt: 'trigger_at', 'sendTo.recipients': 'recipients' }

const messageOf = ({ fields, message }: Problem): string =>
  fields.length === 0
    ? message
    : fields.map(({ field, message: said }) => `${names[field] ?? field}: ${said}`).join('; ')

/** What is not allowed is 400 here, whether it is a matter of form or not. */
const statusOf = ({ status }: Problem): number => (status === 422 ? 400 : status)

export const toErrorBody = (found: Problem): ErrorBody => {
  const code = statusOf(found)
  const message = messageOf(found)
  return { status: 'fail', code, message, error: { type: types[code] ?? 'server_error', message } }
}
