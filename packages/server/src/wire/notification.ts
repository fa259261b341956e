import type { Block, Category, Notification } from '@inboxkit/protocol'
import { z } from 'zod'
import { instant, wireId } from './values.js'

/** What travels, as schemas: answers are declared with them, and the reference is made of them. */

export const categoryShape: z.ZodType<Category> = z
  .object({ id: wireId, identifier: z.string(), name: z.string() })
  .meta({ id: 'Category' })

export const blockShape: z.ZodType<Block> = z
  .object({
    id: z.string(),
    type: z.string(),
    variant: z.string().optional(),
    text: z.string().optional(),
    link: z.string().optional(),
    externalLink: z.boolean().optional(),
    src: z.string().optional(),
    state: z.string().optional().describe('What the notification’s `state` becomes by the answer'),
    event: z.string().optional().describe('Which event tells workflows of the answer'),
    placeholder: z.string().optional(),
    max: z.int().optional().describe('Best rating; 5 when absent'),
    maxLength: z.int().optional().describe('Most characters of what is written; 4,000 when absent'),
  })
  .meta({ id: 'Block' }) as z.ZodType<Block>

export const notificationShape: z.ZodType<Notification> = z
  .object({
    id: wireId,
    seq: z.int().describe('Position of the last change to this item in its user’s feed'),
    sort: z.int().describe('Place in the feed, highest first'),
    title: z.string(),
    message: z.string().nullable(),
    icon: z.string().nullable(),
    url: z.string().nullable(),
    data: z.record(z.string(), z.unknown()).nullable(),
    category: categoryShape.nullable(),
    blocks: z.array(blockShape),
    createdAt: instant,
    seenAt: instant.nullable(),
    readAt: instant.nullable(),
    reason: z
      .object({
        workflow: z.string().exactOptional(),
        topic: z.string().exactOptional(),
        everyone: z.literal(true).exactOptional(),
      })
      .exactOptional()
      .describe('By which workflow or topic it came; absent = it was sent to this user by name'),
    clickedAt: instant.nullable().describe('Repeats `readAt`'),
    state: z.string().nullable().describe('A state of the app’s own, such as `accepted`'),
    archivedAt: instant.exactOptional().describe('In the archive since then'),
    snoozedUntil: instant
      .exactOptional()
      .describe('Out of sight until then, when it comes back on top, unseen'),
    pinnedAt: instant.exactOptional().describe('One of at most 5 that stand first'),
    expiresAt: instant.exactOptional().describe('Deleted by itself then'),
    tags: z.array(z.string()).exactOptional().describe('To filter by'),
    tenant: z.string().exactOptional().describe('Identifier of the tenant that it was sent for'),
    answer: z
      .object({ block: z.string(), value: z.union([z.string(), z.number(), z.null()]) })
      .exactOptional()
      .describe('What its user answered to one of its blocks'),
  })
  .meta({ id: 'Notification' })
