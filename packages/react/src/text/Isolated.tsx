import type { ReactElement, ReactNode } from 'react'

/** Addresses, and words with a figure in them: `+1 (555) 010-2030`, `12:30`, `3,400.50`, `INB-214`, `v2.0`. */
const leftToRight =
  /((?:https?:\/\/|www\.)\S*[^\s.,;:!?)]|[+(#]?[A-Za-z._/-]{0,20}\d(?:[\w().,:/-]*[\w)])?(?:\s[\d(](?:[\w().,:/-]*[\w)])?)*)/
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/

/**
 * A pair of isolates with nothing but text in it, which some libraries put around names; or else any mark that turns
 * the direction of what follows, and could show `exe.jpg` for `gpj.exe`.
 */
const turns = /([\u2066-\u2068][^\u202a-\u202e\u2066-\u2069]*\u2069)|[\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from outside, kept apart from the direction around it: in a right-to-left page an English sentence keeps its
 * full stop at its end, and in a right-to-left sentence a telephone number keeps its order.
 */
export const Isolated = ({ text }: { text: string }): ReactElement => <bdi>{inOrder(text)}</bdi>

/**
 * The same for what stands alone in an element whose `unicode-bidi` is `plaintext`, which takes its direction from the
 * text: cut off, it ends in its dots. Marks that override the direction are left out.
 */
export function inOrder(text: string): ReactNode {
  const plain = text.replace(turns, '$1')
  if (!rightToLeft.test(plain)) return plain
  return plain.split(leftToRight).map((piece, at) => (at % 2 ? ltr(piece, at) : piece))
}

const ltr = (piece: string, at: number): ReactElement => (
  <bdi dir="ltr" key={at}>
    {piece}
  </bdi>
)
