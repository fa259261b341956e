import type { LaterKey } from '../text/later-english.js'
import { addToast, type DoneAct, type Toasts } from './toast-store.js'

/**
 * Says that something was done. What is said already is not said beside itself: three notifications archived in a
 * row are one toast, which takes all three back.
 * @returns unsays it, for this act alone
 */
export function addDone(toasts: Toasts, said: LaterKey, act: DoneAct): () => void {
  const list = toasts.get()
  const same = list.find((one) => one.kind === 'done' && one.said === said)
  if (same?.kind === 'done')
    toasts.set([...list.filter((one) => one !== same), { ...same, acts: [...same.acts, act] }])
  else addToast(toasts, { kind: 'done', said, acts: [act] })

  return () => {
    toasts.set(
      toasts.get().flatMap((one) => {
        if (one.kind !== 'done' || !one.acts.includes(act)) return one
        const acts = one.acts.filter((other) => other !== act)
        return acts.length > 0 ? { ...one, acts } : []
      }),
    )
  }
}
