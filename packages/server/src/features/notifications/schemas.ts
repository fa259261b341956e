import { type Filter, longestAnswer, maxFilters, maxOperations } from '@inboxkit/protocol'
import { z } from 'zod'
import { jsonText } from '../../wire/json-text.js'
import { idText, integerText, largestInteger, optional } from '../../wire/query.js'

const wholeFrom = (from: number) =>
  z
    .number()
    .refine(
      (value) => Number.isSafeInteger(value) && value >= from,
      `must be an integer from ${from} to ${largestInteger}`,
    )
    .meta({ type: 'integer', minimum: from, maximum: largestInteger })

export const idParams = z.object({ id: idText.describe('Id of the notification') })

const states = ['unread', 'read', 'archived', 'snoozed'] as const
const stateFilter = z.enum([...states, 'interacted'])

const longestTag = 64
const mostValues = 5
const aboutData = 'Values at the top of `data` that must all be equal: 1 to 5 strings, numbers or booleans'
const matchData = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .refine(
    (data) => Object.keys(data).length >= 1 && Object.keys(data).length <= mostValues,
    `must have 1 to ${mostValues} values`,
  )
  .describe(aboutData)
const parts = {
  category: z.string().max(255).describe('Only items of the category with this identifier'),
  tag: z.string().min(1).max(longestTag).describe('Only items with this tag'),
  tenant: z.string().max(255).describe('Only items sent for the tenant with this identifier'),
}

/** What it says is the protocol's `Filter`; a key that there is not is refused, not passed over. */
export const filterShape: z.ZodType<Filter> = z
  .strictObject({
    state: z
      .enum(states)
      .optional()
      .describe('`unread` and `read` are parts of the plain feed, which has nothing archived or snoozed'),
    category: parts.category.optional(),
    tag: parts.tag.optional(),
    tenant: parts.tenant.optional(),
    data: matchData.optional(),
  })
  .meta({ id: 'Filter' }) as z.ZodType<Filter>

const pageNumber = optional(integerText(1, 1_000_000).describe('Number of the page, from 1'))

/** Pages by number have at most 20 items, as the contract says; pages by cursor 100. */
export const listQuery = z
  .object({
    pageNo: pageNumber,
    limit: optional(
      integerText(1, 100).describe('Items in a page: up to 100, up to 20 with `pageNo`, 15 unless said'),
    ),
    cursor: optional(integerText(0, largestInteger).describe('`nextCursor` of the page before')),
    filter: optional(
      stateFilter.describe(
        'Only items in this state; `interacted` = those with a state of their own. Without `archived` or `snoozed` there is nothing archived or snoozed among them',
      ),
    ),
    category: optional(parts.category),
    tag: optional(parts.tag),
    tenant: optional(parts.tenant),
    data: optional(jsonText(matchData).describe(`${aboutData}, as a JSON object`)),
    userIdentifier: optional(
      z.string().max(255).describe('Whose feed; must be given with the app’s secret, and says nothing else'),
    ),
  })
  .refine(({ pageNo, limit }) => pageNo === undefined || limit === undefined || limit <= 20, {
    path: ['limit'],
    message: 'must be at most 20 with pageNo; use cursor for larger pages',
  })
  .refine(({ pageNo, cursor }) => pageNo === undefined || cursor === undefined, {
    path: ['cursor'],
    message: 'must not be given together with pageNo',
  })
export type ListQuery = z.output<typeof listQuery>

export const changesQuery = z.object({
  epoch: z.string().min(1).max(64).describe('`epoch` of what the client has'),
  since: integerText(0, largestInteger).describe('`seq` of what the client has'),
  filters: optional(
    jsonText(z.array(filterShape).max(maxFilters)).describe(
      'A JSON array of up to 10 filters, whose counts the answer is to tell',
    ),
  ),
})

/** `page` in newer clients, `pageNo` in older ones. */
export const seenPageQuery = z.object({
  page: pageNumber,
  pageNo: optional(integerText(1, 1_000_000).describe('The same as `page`, as older clients say it')),
  limit: optional(integerText(1, 20).describe('Items in a page, 15 unless said')),
})

const state = z.string().max(255).nullable().describe('The state’s name, the app’s to choose; null = none')
const answer = z
  .strictObject({
    block: z.string().min(1).max(255).describe('Id of the block'),
    value: z
      .union([z.string().max(longestAnswer), z.number(), z.null()])
      .describe(
        'Of a button its text, or null; of an input or a text area what was written; of a rating a whole number from 1',
      ),
  })
  .describe(
    'What was answered to a block: a button without a link, an input, a text area or a rating. Workflows are told of it',
  )
const stated = {
  state: state
    .optional()
    .describe(
      'The state’s name, the app’s to choose; null = none. With an `answer`, what the block says, or nothing',
    ),
  answer: answer.optional(),
}
const saysState = ({ state: said, answer: given }: { state?: unknown; answer?: unknown }): boolean =>
  said !== undefined || given !== undefined
const needsState = { path: ['state'], message: 'must be a string or null, unless there is an answer' }
export const stateBody = z.object(stated).refine(saysState, needsState)
const until = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 date and time with its offset, such as 2030-01-02T03:04:05Z',
  })
  .describe('When it is to come back: later than now, by at most a year')
export const snoozeBody = z.object({ until })
export const readBody = z.object({ read: z.literal(true) })

const id = wholeFrom(1).describe('Id of the notification')
const base = {
  operationId: z
    .uuid()
    .describe('Made by the client: an operation takes effect once, however often it is sent'),
  ageMs: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('How many milliseconds ago the user did it; absent = now'),
}
const plainVerbs = [
  ...(['seen', 'unseen', 'read', 'unread', 'archive', 'unarchive', 'unsnooze'] as const),
  ...(['pin', 'unpin', 'delete', 'restore'] as const),
]
const operation = z.discriminatedUnion('verb', [
  z.object({ ...base, verb: z.enum(plainVerbs), id }),
  z.object({ ...base, verb: z.literal('snooze'), id, until }),
  z.object({ ...base, verb: z.literal('state'), id, ...stated }).refine(saysState, needsState),
  z.object({
    ...base,
    verb: z.enum(['seenAll', 'readAll', 'archiveAll', 'deleteAll']),
    throughSeq: wholeFrom(0).describe('`seq` of the feed that the user was looking at'),
    filter: filterShape.optional().describe('Which items; absent = the plain feed'),
  }),
  z.object({
    ...base,
    verb: z.literal('undo'),
    of: z.uuid().describe('The act on all to take back: up to 10 minutes old, and the last of its kind'),
  }),
])

export const batchBody = z.object({
  operations: z.array(operation).min(1).max(maxOperations),
})
