import type { Selection } from '../panel/context.js'
import type { Value } from '../root/value.js'

/** Ticks or unticks one. Without any that is ticked, selecting is over. */
export function toggle(selection: Value<Selection>, id: number): void {
  const next = new Set(selection.get())
  if (!next.delete(id)) next.add(id)
  selection.set(next.size > 0 ? next : null)
}

/** Ticks all from the one that was ticked last up to this one, in the list's order. */
export function tickUpTo(selection: Value<Selection>, id: number, ids: readonly number[]): void {
  const before = [...(selection.get() ?? [])]
  const [from, to] = [ids.indexOf(before.at(-1) ?? id), ids.indexOf(id)].sort((a, b) => a - b)
  const between = from === undefined || from < 0 ? [id] : ids.slice(from, (to ?? from) + 1)
  // The last one in is where the next range begins.
  selection.set(new Set([...before, ...between].filter((one) => one !== id)).add(id))
}

/** Unticks what the list does not hold any more. */
export function keepOnly(selection: Value<Selection>, ids: readonly number[]): void {
  const ticked = selection.get()
  if (!ticked) return
  const here = new Set(ids)
  const left = [...ticked].filter((id) => here.has(id))
  if (left.length < ticked.size) selection.set(new Set(left))
}
