import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import { carriedOrder, isCarryingOrder } from './carry'

/** Lets a card be dropped on an element. @returns whether one is held above it */
export const useDrop = (
  target: RefObject<HTMLElement | null>,
  onDrop: (orderId: number) => void,
): boolean => {
  const [isOver, setOver] = useState(false)
  const drop = useEffectEvent(onDrop)
  useEffect(() => {
    const element = target.current
    if (!element) return
    const listening = new AbortController()
    const { signal } = listening
    element.addEventListener(
      'dragover',
      (event) => {
        if (!isCarryingOrder(event)) return
        event.preventDefault()
        setOver(true)
      },
      { signal },
    )
    element.addEventListener(
      'dragleave',
      ({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) setOver(false)
      },
      { signal },
    )
    element.addEventListener(
      'drop',
      (event) => {
        event.preventDefault()
        setOver(false)
        const orderId = carriedOrder(event)
        if (orderId !== null) drop(orderId)
      },
      { signal },
    )
    return () => listening.abort()
  }, [target])
  return isOver
}
