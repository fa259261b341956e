import type { Notification } from '@inboxkit/protocol'
import type { Content } from './state.js'

/** A notification to put into a feed. `category` is an identifier; everything has a default. */
export interface NewItem
  extends Partial<
    Pick<
      Notification,
      'title' | 'message' | 'icon' | 'url' | 'data' | 'blocks' | 'expiresAt' | 'tags' | 'tenant' | 'reason'
    >
  > {
  category?: string | null
}

const plainCategory = (identifier: string): Notification['category'] => ({
  id: 1,
  identifier,
  name: identifier,
})

/** @param at when it came, ISO 8601 @param number for a title, where none is given */
export const aContent = (
  { title, message, icon, url, data, category, blocks, expiresAt, tags, tenant, reason }: NewItem,
  { id, number, at }: { id: number; number: number; at: string },
  categoryOf: (identifier: string) => Notification['category'] = plainCategory,
): Content => ({
  id,
  title: title ?? `Notification ${number}`,
  message: message ?? null,
  icon: icon ?? null,
  url: url ?? null,
  data: data ?? null,
  category: category === undefined || category === null ? null : categoryOf(category),
  blocks: blocks ?? [],
  createdAt: at,
  ...(expiresAt !== undefined && { expiresAt }),
  ...(tags && tags.length > 0 && { tags }),
  ...(tenant !== undefined && { tenant }),
  ...(reason && { reason }),
})
