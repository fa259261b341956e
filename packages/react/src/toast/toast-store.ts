import type { Notification, Problem } from '@inboxkit/protocol'
import { createValue, type Value } from '../root/value.js'
import type { LaterKey } from '../text/later-english.js'

/** One act of the user, and how to take it back where that can be done. */
export interface DoneAct {
  /** How many notifications it was done to. */
  count: number
  undo?: () => Promise<void>
}

/** A short message over the page, until it has been there long enough or was dismissed. */
export type Toast = { id: number } & (
  | { kind: 'done'; said: LaterKey; acts: readonly DoneAct[] }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'arrived'; notification: Notification }
)
export type NewToast = Toast extends infer One ? (One extends Toast ? Omit<One, 'id'> : never) : never

/** Oldest first. */
export interface Toasts extends Value<readonly Toast[]> {
  /** How many panels draw them. While none does, the root does. */
  panels: Value<number>
}

export const createToasts = (): Toasts => ({
  ...createValue<readonly Toast[]>([]),
  panels: createValue(0),
})

let lastId = 0

/** Puts a toast beside those that are there. A new refusal takes the place of the one before it. @returns its id */
export function addToast(toasts: Toasts, toast: NewToast): number {
  const id = ++lastId
  const others = toasts.get().filter(({ kind }) => toast.kind !== 'refused' || kind !== 'refused')
  toasts.set([...others, { ...toast, id }])
  return id
}

export const removeToast = (toasts: Toasts, id: number): void =>
  toasts.set(toasts.get().filter((one) => one.id !== id))
