import { Problem, problem } from '@inboxkit/protocol'
import type { Http } from './http.js'
import type { ReadOptions } from './options.js'
import { invalidArgument } from './problems.js'
import { bodyOf, identifierOf, type TriggerRecord } from './trigger.js'
import { WorkflowTrigger } from './workflow-trigger.js'

/** Each typed by its own workflow. */
export type BulkTriggers<Data extends readonly unknown[]> = readonly [
  ...{ [Place in keyof Data]: TriggerRecord<Data[Place]> | WorkflowTrigger },
]

type Given = TriggerRecord | WorkflowTrigger

/** A record that was not accepted. */
export interface FailedRecord {
  /** As it was given. */
  record: TriggerRecord | WorkflowTrigger
  /** Its place among those that were given, from 0. */
  at: number
  error: string
  /** HTTP status; 0 = nobody answered. */
  code: number
  /** The same with everything that is known. */
  problem: Problem
}

export interface BulkTriggerAnswer {
  status: 'success' | 'partial' | 'fail'
  total: number
  success: number
  failure: number
  /** Nothing failed because of these, and they may be mistakes. */
  warnings: string[]
  /** In the order of the records. */
  failedRecords: FailedRecord[]
}

const mostAtATime = 8
const mostRecipients = 1000
const mostBytes = 819_200

/** Sends each record once; one that fails leaves the others alone. Only a signal ends them all. */
export const triggerAll = async (
  http: Http,
  given: readonly unknown[],
  options?: ReadOptions,
): Promise<BulkTriggerAnswer> => {
  const all = given as readonly Given[]
  const failed: FailedRecord[] = []
  const waiting = all.entries()
  const sendNext = async (): Promise<void> => {
    // All senders share the iterator: each takes the next that nobody has.
    for (const [at, one] of waiting) {
      const problem = await send(http, recordOf(one), options)
      if (problem) failed.push({ record: one, at, error: problem.message, code: problem.status, problem })
    }
  }
  await Promise.all(Array.from({ length: mostAtATime }, sendNext))
  const [total, failure] = [all.length, failed.length]
  return {
    status: failure === 0 ? 'success' : failure === total ? 'fail' : 'partial',
    total,
    success: total - failure,
    failure,
    warnings: warningsOf(all),
    failedRecords: failed.sort((one, other) => one.at - other.at),
  }
}

const recordOf = (one: Given): TriggerRecord => (one instanceof WorkflowTrigger ? one.record : one)

const send = async (http: Http, record: TriggerRecord, options?: ReadOptions): Promise<Problem | null> => {
  try {
    const body = bodyOf(record)
    check(record, JSON.stringify(body))
    await http.post(['notifications'], body, { ...options, idempotencyKey: record.idempotencyKey })
    return null
  } catch (failure) {
    if (failure instanceof Problem) return failure
    throw failure
  }
}

/** What can be known without asking. @throws Problem as the server would answer */
const check = (record: TriggerRecord, body: string): void => {
  const { recipients = [], topics = [], everyone = false } = record
  if (!identifierOf(record)) throw invalidArgument('workflow', 'must be the identifier of a workflow')
  if (recipients.length + topics.length === 0 && !everyone)
    throw invalidArgument('recipients', 'must have an entry, unless there are topics, or everyone')
  if (recipients.length > mostRecipients)
    throw problem('too_many_recipients', {
      fields: [{ field: 'recipients', message: `must have at most ${mostRecipients} entries` }],
    })
  for (const [at, recipient] of recipients.entries())
    if (!(typeof recipient === 'string' ? recipient : recipient?.identifier))
      throw invalidArgument(`recipients[${at}]`, 'must be an identifier, or an object with one')
  const bytes = new TextEncoder().encode(body).length
  if (bytes > mostBytes)
    throw problem('body_too_large', {
      detail: `A trigger has at most 819,200 bytes with its attachments, and this has ${bytes.toLocaleString('en')}`,
    })
}

const warningsOf = (all: readonly Given[]): string[] => {
  const first = new Map<string, number>()
  return [...all.entries()].flatMap(([at, one]) => {
    const { idempotencyKey: key } = recordOf(one)
    const earlier = key === undefined ? undefined : first.get(key)
    if (key !== undefined && earlier === undefined) first.set(key, at)
    return [
      ...(one instanceof WorkflowTrigger ? one.warnings.map((said) => `records[${at}]: ${said}`) : []),
      ...(earlier === undefined
        ? []
        : [`records[${at}] has the idempotencyKey of records[${earlier}]: only one of them takes effect`]),
    ]
  })
}
