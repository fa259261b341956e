import type { ReactElement, ReactNode } from 'react'

/** Addresses, and figures with what belongs to them: `+1 (555) 010-20`, `12:30`, `3,400.50`. */
const leftToRight = /((?:https?:\/\/|www\.)\S+|[+(]?\d[\d\s().,:/-]*\d)/

/**
 * Text from outside, kept apart from the direction around it: in a right-to-left page an English sentence keeps its
 * full stop at its end, and a telephone number its order.
 */
export const Isolated = ({ text }: { text: string }): ReactElement => (
  <bdi>
    {text.split(leftToRight).map(
      (piece, at): ReactNode =>
        at % 2 ? (
          <bdi dir="ltr" key={at}>
            {piece}
          </bdi>
        ) : (
          piece
        ),
    )}
  </bdi>
)
