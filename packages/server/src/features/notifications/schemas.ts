import { maxOperations } from '@inboxkit/protocol'
import { z } from 'zod'
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

const stateFilter = z.enum(['unread', 'read', 'interacted'])
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
      stateFilter.describe('Only items in this state; `interacted` = those with a state of their own'),
    ),
    category: optional(z.string().max(255).describe('Only items of the category with this identifier')),
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
})

/** `page` in newer clients, `pageNo` in older ones. */
export const seenPageQuery = z.object({
  page: pageNumber,
  pageNo: optional(integerText(1, 1_000_000).describe('The same as `page`, as older clients say it')),
  limit: optional(integerText(1, 20).describe('Items in a page, 15 unless said')),
})

const state = z.string().max(255).nullable().describe('The state’s name, the app’s to choose; null = none')
export const stateBody = z.object({ state })
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
const operation = z.discriminatedUnion('verb', [
  z.object({ ...base, verb: z.enum(['seen', 'unseen', 'read', 'unread', 'delete', 'restore']), id }),
  z.object({ ...base, verb: z.literal('state'), id, state }),
  z.object({
    ...base,
    verb: z.enum(['seenAll', 'readAll', 'deleteAll']),
    throughSeq: wholeFrom(0).describe('`seq` of the feed that the user was looking at'),
  }),
])

export const batchBody = z.object({
  operations: z.array(operation).min(1).max(maxOperations),
})
