import {
  type AllVerb,
  type Answer,
  type ItemOperation,
  type ItemVerb,
  longestAnswer,
  maxOperations,
  type Operation,
} from '@inboxkit/protocol'
import { anArray, anInteger, anObject, aString, aUuid, type Fields, oneOf } from './checks.js'
import { refuse } from './exchange.js'
import { toFilter } from './filter-in.js'

const itemVerbs = [
  'seen',
  'unseen',
  'read',
  'unread',
  'archive',
  'unarchive',
  'snooze',
  'unsnooze',
  'pin',
  'unpin',
  'delete',
  'restore',
  'state',
] as const satisfies readonly ItemVerb[]
const allVerbs = ['seenAll', 'readAll', 'archiveAll', 'deleteAll'] as const satisfies readonly AllVerb[]
const verbs = [...itemVerbs, ...allVerbs, 'undo'] as const

export const instantIn = (value: unknown, field: string): string => {
  const text = aString(value, field, 64)
  const isInstant = /^\d{4}-\d\d-\d\dT.+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  return isInstant
    ? text
    : refuse(field, 'must be an ISO 8601 date and time with its offset, such as 2030-01-02T03:04:05Z')
}

const answerIn = (given: unknown, field: string): Answer => {
  const fields = anObject(given, field)
  const { block, value, ...rest } = fields
  const others = Object.keys(rest)
  const id = aString(block, `${field}.block`)
  if (id === '') refuse(`${field}.block`, 'must have at least 1 character')
  const isValue = value === null || typeof value === 'number' || typeof value === 'string'
  if (!isValue) return refuse(`${field}.value`, 'must be a string or a number or null')
  if (typeof value === 'string') aString(value, `${field}.value`, longestAnswer)
  return others.length > 0 ? refuse(field, `must not have ${others.join(', ')}`) : { block: id, value }
}

/** What sets a state: one of the app's own, or an answer. @param above of the fields, with its dot */
export const stateIn = (given: Fields, above = ''): Pick<ItemOperation, 'state' | 'answer'> => {
  const { state, answer } = given
  if (state === undefined && answer === undefined)
    return refuse(`${above}state`, 'must be a string or null, unless there is an answer')
  return {
    ...(state !== undefined && { state: state === null ? null : aString(state, `${above}state`) }),
    ...(answer !== undefined && { answer: answerIn(answer, `${above}answer`) }),
  }
}

const toOperation = (value: unknown, field: string): Operation => {
  const given: Fields = anObject(value, field)
  const verb = oneOf(given['verb'], `${field}.verb`, verbs)
  const { ageMs } = given
  const base = {
    operationId: aUuid(given['operationId'], `${field}.operationId`),
    ...(ageMs !== undefined && { ageMs: anInteger(ageMs, `${field}.ageMs`, 0) }),
  }
  if (verb === 'undo') return { ...base, verb, of: aUuid(given['of'], `${field}.of`) }
  const all = allVerbs.find((one) => one === verb)
  if (all) {
    const { filter } = given
    return {
      ...base,
      verb: all,
      throughSeq: anInteger(given['throughSeq'], `${field}.throughSeq`, 0),
      ...(filter !== undefined && { filter: toFilter(filter, `${field}.filter`) }),
    }
  }
  const id = anInteger(given['id'], `${field}.id`, 1)
  if (verb === 'state') {
    return { ...base, verb, id, ...stateIn(given, `${field}.`) }
  }
  if (verb === 'snooze') return { ...base, verb, id, until: instantIn(given['until'], `${field}.until`) }
  return { ...base, verb: verb as ItemVerb, id }
}

/** The body of a batch. @throws Problem `invalid_request` */
export const operationsIn = (body: unknown): Operation[] => {
  const operations = anArray(anObject(body, 'body')['operations'], 'operations', maxOperations, 1)
  return operations.map((one, at) => toOperation(one, `operations[${at}]`))
}
