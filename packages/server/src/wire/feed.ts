import type { BatchAnswer, ChangesAnswer, ConnectAnswer, FeedPage } from '@inboxkit/protocol'
import { z } from 'zod'
import { categoryShape, notificationShape } from './notification.js'
import { instant, wireId } from './values.js'

const counts = z
  .object({
    unseen: z.int().describe('Not seen, and so not read: the number for a badge'),
    unread: z.int().describe('Not read'),
    total: z.int().describe('All that is shown'),
  })
  .describe('What the plain feed shows: neither deleted, archived nor snoozed')
  .meta({ id: 'Counts' })

const filterCounts = z
  .object({ unseen: z.int(), unread: z.int(), total: z.int() })
  .meta({ id: 'FilterCounts' })

const head = {
  epoch: z.string().describe('Changes when the feed was made anew: everything known about it is void'),
  seq: z.int().describe('Position of the last change to the feed'),
  counts,
  marks: z
    .object({
      seenAll: z.int(),
      seenAllAt: instant.nullable(),
      readAll: z.int(),
      readAllAt: instant.nullable(),
      cleared: z.int(),
      operationId: z.string().nullable(),
    })
    .meta({ id: 'Marks' })
    .describe(
      'Watermarks: seen when seq ≤ seenAll, read when seq ≤ readAll, gone when sort ≤ cleared and neither archived nor snoozed',
    ),
}

export const feedPageShape: z.ZodType<FeedPage> = z
  .object({
    ...head,
    data: z.array(notificationShape),
    nextCursor: z.string().nullable(),
    unreadCount: z.int().describe('Unseen items: the number for a badge'),
    pagination: z.object({ totalCount: z.int() }),
    filtered: filterCounts
      .exactOptional()
      .describe(
        'Counts of the filter without its `unread` or `read`; for a category, a tag, a tenant, the archive and what is snoozed. Exact to 999, 1000 = more',
      ),
  })
  .meta({ id: 'FeedPage' })

const change = z
  .object({
    id: wireId,
    seq: z.int(),
    item: notificationShape.nullable().describe('null = deleted'),
    was: z
      .object({
        seen: z.boolean(),
        read: z.boolean(),
        archived: z.boolean(),
        snoozed: z.boolean(),
        category: z.string().nullable(),
        tags: z.array(z.string()).exactOptional(),
        tenant: z.string().exactOptional(),
      })
      .nullable()
      .describe('As it was before; null = it is new'),
    operationId: z.string().nullable().describe('The operation that caused it, where there was one'),
  })
  .meta({ id: 'Change' })

const changes = {
  ...head,
  from: z.int().describe('Position from which `changes` lead to `seq`'),
  changes: z.array(change),
}

export const changesShape: z.ZodType<ChangesAnswer> = z
  .object({
    ...changes,
    reset: z.boolean().describe('Too far behind: load the list anew'),
    filtered: z
      .array(filterCounts.nullable())
      .exactOptional()
      .describe('Counts of the filters asked for, in their order; null = such a filter has none'),
  })
  .meta({ id: 'Changes' })

export const batchShape: z.ZodType<BatchAnswer> = z
  .object({
    ...changes,
    results: z.array(
      z.object({
        operationId: z.string(),
        outcome: z
          .enum(['applied', 'duplicate', 'superseded', 'gone', 'refused', 'expired'])
          .describe('`superseded`: the user changed the item later; `gone`: it is not there'),
        message: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'BatchResults' }) as z.ZodType<BatchAnswer>

export const connectShape: z.ZodType<ConnectAnswer> = z.object({
  unreadCount: z.int(),
  app: z
    .object({
      id: z.string(),
      name: z.string(),
      enableWebPush: z.boolean(),
      publicKey: z.string(),
      hideBranding: z.boolean(),
      channels: z.array(z.string()),
      categories: z.array(categoryShape),
    })
    .meta({ id: 'AppInfo' }),
  feed: feedPageShape.optional(),
}) as z.ZodType<ConnectAnswer>
