'use client'

import { type ReactElement, useLayoutEffect, useRef, useState } from 'react'
import { inOrder } from '../text/Isolated.js'
import { ShowMore } from './ShowMore.js'

/** Plain text, whatever is in it. What does not fit into four lines can be unfolded. */
export function TextBlock({ text }: { text: string }): ReactElement {
  const paragraph = useRef<HTMLParagraphElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [isLong, setLong] = useState(false)

  useLayoutEffect(() => {
    const element = paragraph.current
    if (isOpen || !element) return
    const measure = () => setLong(element.scrollHeight > element.clientHeight + 1)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [isOpen])

  return (
    <div>
      <p ref={paragraph} className="inbox-text" data-open={isOpen ? '' : undefined}>
        {inOrder(text)}
      </p>
      {isLong && <ShowMore isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />}
    </div>
  )
}
