import { maxOperations } from '@inboxkit/protocol'
import { z } from 'zod'

const largest = Number.MAX_SAFE_INTEGER
const idRule = `must be an integer from 1 to ${largest}`

const integerText = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, `must be an integer from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be an integer from ${from} to ${to}`)

/** Query strings often carry a parameter without a value; that is the same as leaving it out. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

export const idParams = z.object({ id: integerText(1, largest) })

const stateFilter = z.enum(['unread', 'read', 'interacted'])

/** Pages by number have at most 20 items, as the contract says; pages by cursor 100. */
export const listQuery = z
  .object({
    pageNo: optional(integerText(1, 1_000_000)),
    limit: optional(integerText(1, 100)),
    cursor: optional(integerText(0, largest)),
    filter: optional(stateFilter),
    category: optional(z.string().max(255)),
    userIdentifier: optional(z.string().max(255)),
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
  epoch: z.string().min(1).max(64),
  since: integerText(0, largest),
})

/** `page` in newer clients, `pageNo` in older ones. */
export const seenPageQuery = z.object({
  page: optional(integerText(1, 1_000_000)),
  pageNo: optional(integerText(1, 1_000_000)),
  limit: optional(integerText(1, 20)),
})

const state = z.string().max(255).nullable()
export const stateBody = z.object({ state })
export const readBody = z.object({ read: z.literal(true) })

const id = z.number().refine((value) => Number.isSafeInteger(value) && value > 0, idRule)
const base = { operationId: z.uuid(), ageMs: z.number().int().min(0).optional() }
const operation = z.discriminatedUnion('verb', [
  z.object({ ...base, verb: z.enum(['seen', 'unseen', 'read', 'unread', 'delete', 'restore']), id }),
  z.object({ ...base, verb: z.literal('state'), id, state }),
  z.object({
    ...base,
    verb: z.enum(['seenAll', 'readAll', 'deleteAll']),
    throughSeq: z
      .number()
      .refine(
        (value) => Number.isSafeInteger(value) && value >= 0,
        `must be an integer from 0 to ${largest}`,
      ),
  }),
])

export const batchBody = z.object({
  operations: z.array(operation).min(1).max(maxOperations),
})
