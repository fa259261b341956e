import type { ReactElement, ReactNode } from 'react'

/** Addresses, and words with a figure in them: `+1 (555) 010-2030`, `12:30`, `3,400.50`, `INB-214`, `v2.0`. */
const leftToRight =
  /((?:https?:\/\/|www\.)\S*[^\s.,;:!?)]|[+(#]?[A-Za-z._/-]{0,20}\d(?:[\w().,:/-]*[\w)])?(?:\s[\d(](?:[\w().,:/-]*[\w)])?)*)/
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/

/**
 * Text from outside, kept apart from the direction around it: in a right-to-left page an English sentence keeps its
 * full stop at its end, and in a right-to-left sentence a telephone number keeps its order.
 */
export function Isolated({ text }: { text: string }): ReactElement {
  if (!rightToLeft.test(text)) return <bdi>{text}</bdi>
  const pieces = text.split(leftToRight)
  return <bdi>{pieces.map((piece, at): ReactNode => (at % 2 ? ltr(piece, at) : piece))}</bdi>
}

const ltr = (piece: string, at: number): ReactElement => (
  <bdi dir="ltr" key={at}>
    {piece}
  </bdi>
)
