import { z } from 'zod'
import { findAnswer } from '../../features/idempotency/service.js'
import type { Cancelling } from '../../features/runs/cancel.js'
import { cancelMatching, type Matching } from '../../features/runs/cancel-matching.js'
import { checkBody } from '../../http/body.js'
import { parse } from '../../http/validate.js'
import type { Db } from '../../storage/db.js'
import { keyOf } from './acceptances.js'
import type { Door } from './door.js'
import { mostRecipients, optionalText } from './schemas.js'

const filters = [
  'execution_id',
  'recipients',
  'idempotency_key',
  'workflow_slug',
  'tenant_id',
  'cancellation_key',
]

const cancelBody = z
  .object({
    execution_id: optionalText(600),
    recipients: z.array(z.string().trim().min(1).max(320)).min(1).max(mostRecipients).nullish(),
    idempotency_key: optionalText(255),
    workflow_slug: optionalText(255),
    tenant_id: optionalText(64),
    cancellation_key: optionalText(255),
  })
  .refine((given) => Object.values(given).some(Boolean), `must have at least one of ${filters.join(', ')}`)
type CancelBody = z.output<typeof cancelBody>

/** One recipient of one trigger; a message id alone means all of its recipients. */
const executionId = ({ requestId, recipient }: { requestId: string; recipient: string }): string =>
  `${requestId}/${recipient}`

/** `null` = there can be nothing that fits. */
const matchingOf = async (db: Db, appId: number, given: CancelBody): Promise<Matching | null> => {
  const [requestId, recipient] = given.execution_id?.split(/\/(.*)/s) ?? []
  const keyed = given.idempotency_key ? await findRequestId(db, appId, given.idempotency_key) : undefined
  if (requestId !== undefined && !z.uuid().safeParse(requestId).success) return null
  if (given.idempotency_key && keyed === undefined) return null
  if (requestId !== undefined && keyed !== undefined && requestId !== keyed) return null
  if (recipient && given.recipients && !given.recipients.includes(recipient)) return null
  const recipients = recipient ? [recipient] : given.recipients
  const chosen = requestId ?? keyed
  return {
    ...(chosen === undefined ? {} : { requestIds: [chosen] }),
    ...(recipients ? { recipients } : {}),
    ...(given.workflow_slug ? { workflow: given.workflow_slug } : {}),
    ...(given.tenant_id ? { tenant: given.tenant_id } : {}),
    ...(given.cancellation_key ? { cancellationKey: given.cancellation_key } : {}),
  }
}

const findRequestId = async (db: Db, appId: number, key: string): Promise<string | undefined> => {
  const stored = await findAnswer(db, keyOf(appId, key))
  const { requestId }: { requestId?: string } = stored?.answer ?? {}
  return requestId
}

/** Runs that fit everything that is named end (contract, section 7). */
export const cancelRoutes = (door: Door, { db, ...cancelling }: Cancelling & { db: Db }): void =>
  door.on('POST', '/v1/workflow_run/cancel', async ({ app, body }) => {
    checkBody(body)
    const matching = await matchingOf(db, app.id, parse(cancelBody, body, 'body'))
    const cancelled = matching ? await cancelMatching(db, cancelling, app.id, matching) : []
    return { status: 200, body: { execution_ids: cancelled.map(executionId) } }
  })
