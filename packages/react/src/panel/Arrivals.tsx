'use client'

import { type ReactElement, useEffect, useState } from 'react'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'

/** Arrivals within so long are told of together. */
const gatherMs = 1000
/** Then the words go, so that the same ones are heard again. */
const saidMs = 5000

/** Tells screen readers politely how many have come while the panel is open: "3 new notifications", once for all. */
export function Arrivals(): ReactElement {
  const { inbox } = useRoot('Inbox.Panel')
  const text = useText('Inbox.Panel')
  const [count, setCount] = useState(0)
  useEffect(() => {
    let come = 0
    let telling: ReturnType<typeof setTimeout> | undefined
    let clearing: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      setCount(come)
      come = 0
      telling = undefined
      clearing = setTimeout(() => setCount(0), saidMs)
    }
    const stop = inbox.onArrival((arrivals) => {
      come += arrivals.length
      clearTimeout(clearing)
      telling ??= setTimeout(tell, gatherMs)
    })
    return () => {
      stop()
      clearTimeout(telling)
      clearTimeout(clearing)
    }
  }, [inbox])
  return <output className="inbox-hidden">{count > 0 && text('arrivals', { count })}</output>
}
