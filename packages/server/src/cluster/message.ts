import type { FeedChanges, ProblemCode, SettingsEvent } from '@inboxkit/protocol'
import type { Told } from '../realtime/types.js'

/** What is to be told to one user. */
export interface UserTold {
  userId: number
  event: Told
}

/** What one node tells the others, of which each passes it on to its own sockets. Kinds that a node does not know, it leaves. */
export type NodeMessage =
  /** What a transaction has changed, event by event. `triggerIds`: the sends whose new notifications they are. */
  | { kind: 'page'; events: readonly UserTold[]; triggerIds: readonly number[] }
  /** The same by names only: whoever is connected to a node is looked up there. */
  | { kind: 'moved'; userIds: readonly number[]; triggerIds: readonly number[] }
  | { kind: 'hint'; userId: number; epoch: string; seq: number }
  | { kind: 'settings'; userId: number; changed: SettingsEvent['changed'] }
  | { kind: 'settingsIn'; appId: number; changed: SettingsEvent['changed'] }
  /** All of a user's sockets are to be closed. */
  | { kind: 'out'; userId: number; why: ProblemCode }
  /** What is remembered of apps counts no more, and sockets are to be held against their keys. */
  | { kind: 'apps' }

type Change = FeedChanges['changes'][number]

/** An item by the place of what it says, which a page's items share, and by what is its own. */
type PackedItem = [content: number, id: number, seq: number, sort: number] | null

interface PackedPage {
  kind: 'page'
  contents: object[]
  events: {
    userId: number
    event: Omit<Told, 'changes'>
    changes: (Omit<Change, 'item'> & { item: PackedItem })[]
  }[]
  triggerIds: readonly number[]
}

export const encode = (message: NodeMessage): string =>
  JSON.stringify(message.kind === 'page' ? pack(message) : message)

/** @returns `undefined` for what is no message */
export const decode = (text: string): NodeMessage | undefined => {
  const said: unknown = JSON.parse(text)
  if (typeof said !== 'object' || said === null || !('kind' in said)) return undefined
  return said.kind === 'page' ? unpack(said as PackedPage) : (said as NodeMessage)
}

const pack = ({ events, triggerIds }: NodeMessage & { kind: 'page' }): PackedPage => {
  const places = new Map<string, number>()
  const contents: object[] = []
  const packItem = (item: Change['item']): PackedItem => {
    if (!item) return null
    const { id, seq, sort, ...content } = item
    const text = JSON.stringify(content)
    const place = places.get(text) ?? contents.push(content) - 1
    places.set(text, place)
    return [place, id, seq, sort]
  }
  return {
    kind: 'page',
    contents,
    events: events.map(({ userId, event: { changes, ...event } }) => ({
      userId,
      event,
      changes: changes.map((change) => ({ ...change, item: packItem(change.item) })),
    })),
    triggerIds,
  }
}

const unpack = ({ contents, events, triggerIds }: PackedPage): NodeMessage => ({
  kind: 'page',
  events: events.map(({ userId, event, changes }) => ({
    userId,
    event: {
      ...event,
      changes: changes.map((change) => ({ ...change, item: unpackItem(contents, change.item) })),
    },
  })),
  triggerIds,
})

const unpackItem = (contents: readonly object[], item: PackedItem): Change['item'] => {
  if (!item) return null
  const [place, id, seq, sort] = item
  return { ...contents[place], id, seq, sort } as Change['item']
}

/**
 * In halves, where it is too much for one message of the line; an event that is too large by itself becomes a name.
 * @returns nothing for what has no halves
 */
export const split = (message: NodeMessage): NodeMessage[] => {
  if (message.kind === 'page') {
    const { events, triggerIds } = message
    if (events.length > 1) return halves(events).map((half) => ({ ...message, events: half }))
    return [{ kind: 'moved', userIds: events.map(({ userId }) => userId), triggerIds }]
  }
  if (message.kind === 'moved' && message.userIds.length > 1)
    return halves(message.userIds).map((half) => ({ ...message, userIds: half }))
  return []
}

const halves = <T>(all: readonly T[]): T[][] => {
  const middle = Math.ceil(all.length / 2)
  return [all.slice(0, middle), all.slice(middle)]
}
