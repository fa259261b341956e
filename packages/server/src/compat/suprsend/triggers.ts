import { Problem, problem } from '@inboxkit/protocol'
import type { z } from 'zod'
import type { Accept, Acceptance } from '../../features/triggers/accept.js'
import { checkBody, maxBodyBytes } from '../../http/body.js'
import { parse } from '../../http/validate.js'
import type { Db } from '../../storage/db.js'
import { type Accepting, toDynamicTrigger, toWorkflowTrigger } from './acceptances.js'
import type { Answer, Call, Door } from './door.js'
import { toErrorBody } from './errors.js'
import { dynamicBody, triggerBody } from './schemas.js'

export interface Triggering {
  db: Db
  accept: Accept
  now: () => Date
  /** An app’s categories are others. */
  categoriesChanged: (appId: number) => void
}

/** Most records of a bulk call. */
const mostRecords = 100

/** Accepts one record. @returns what it is known by from now on */
type TakeRecord = (accepting: Accepting, record: unknown) => Promise<string>

/** The four ways to trigger (contract, sections 2 and 8): an object is one record, an array is many. */
export const triggerRoutes = (door: Door, triggering: Triggering): void => {
  const workflow = taking(triggering, triggerBody, toWorkflowTrigger)
  const dynamic = taking(triggering, dynamicBody, toDynamicTrigger)
  door.on('POST', '/trigger', (call) =>
    trigger(triggering, call, workflow, (message_id) => ({ message_id, status: 'success' })),
  )
  door.on('POST', '/:workspaceKey/trigger', (call) => trigger(triggering, call, dynamic, () => 'OK'))
}

const taking =
  <Body>(
    { accept }: Triggering,
    schema: z.ZodType<Body>,
    toTrigger: (accepting: Accepting, body: Body) => Promise<Acceptance>,
  ): TakeRecord =>
  async (accepting, record) => {
    checkBody(record)
    const { requestId } = await accept(await toTrigger(accepting, parse(schema, record, 'body')))
    return requestId
  }

const trigger = async (
  { db, now, categoriesChanged }: Triggering,
  { app, body, bytes }: Call,
  take: TakeRecord,
  answer: (messageId: string) => object | string,
): Promise<Answer> => {
  const accepting = { db, appId: app.id, at: now(), categoriesChanged }
  if (Array.isArray(body)) return { status: 207, body: await takeAll(accepting, body, take) }
  refuseLarge(bytes)
  return { status: 202, body: answer(await take(accepting, body)) }
}

const refuseLarge = (bytes: number): void => {
  if (bytes > maxBodyBytes) throw problem('body_too_large', { detail: 'A record has at most 819,200 bytes' })
}

type RecordAnswer =
  | { status: 'success'; status_code: 202; message_id: string }
  | { status: 'error'; status_code: number; error: { type: string; message: string } }

/** Each record for itself: what is wrong with one keeps none of the others. */
const takeAll = async (
  accepting: Accepting,
  records: readonly unknown[],
  take: TakeRecord,
): Promise<{ status: string; records: RecordAnswer[] }> => {
  if (records.length > mostRecords)
    throw problem('invalid_request', {
      fields: [{ field: 'body', message: `must have at most ${mostRecords} records` }],
    })
  const settled = await Promise.allSettled(records.map((record) => takeOne(accepting, record, take)))
  const answers = settled.map((one) => {
    if (one.status === 'fulfilled') return one.value
    throw one.reason
  })
  const failed = answers.filter(({ status }) => status === 'error').length
  return { status: statusOf(answers.length, failed), records: answers }
}

const statusOf = (total: number, failed: number): string => {
  if (failed === 0) return 'success'
  return failed === total ? 'fail' : 'partial'
}

const takeOne = async (accepting: Accepting, record: unknown, take: TakeRecord): Promise<RecordAnswer> => {
  try {
    refuseLarge(Buffer.byteLength(JSON.stringify(record)))
    return { status: 'success', status_code: 202, message_id: await take(accepting, record) }
  } catch (cause) {
    // What is not about the record is about the call.
    if (!(cause instanceof Problem) || cause.status >= 500) throw cause
    const { code, error } = toErrorBody(cause)
    return { status: 'error', status_code: code, error }
  }
}
