import type { Notification, Problem } from '@inboxkit/protocol'
import type { Value } from '../root/value.js'
import type { LabelKey } from '../text/english.js'

/** A short message over the page, until it has been there long enough or was dismissed. */
export type Toast = { id: number } & (
  | { kind: 'done'; said: LabelKey; count: number; undo?: () => Promise<void> }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'arrived'; notification: Notification }
)
export type NewToast = Toast extends infer One ? (One extends Toast ? Omit<One, 'id'> : never) : never

/** Oldest first. */
export type Toasts = Value<readonly Toast[]>

let lastId = 0

/** Puts a toast beside those that are there. A new refusal takes the place of the one before it. @returns its id */
export function addToast(toasts: Toasts, toast: NewToast): number {
  const id = ++lastId
  const others = toasts.get().filter(({ kind }) => toast.kind !== 'refused' || kind !== 'refused')
  toasts.set([...others, { ...toast, id } as Toast])
  return id
}

export const removeToast = (toasts: Toasts, id: number): void =>
  toasts.set(toasts.get().filter((one) => one.id !== id))
