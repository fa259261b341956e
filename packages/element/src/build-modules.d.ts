// Modules that the build makes, of the sources of `@inboxkit/react`.

declare module 'inboxkit:styles' {
  /** The rules for what is in the first file. */
  export const styles: string
}

declare module 'inboxkit:later-styles' {
  /** The rules for what is drawn by files that are loaded on demand, and for what few pages ask for. */
  export const laterStyles: string
}

declare module 'inboxkit:parts' {
  import type { ReactElement } from 'react'

  export { Badge, Bell, Root } from '@inboxkit/react/parts'
  /** What is behind the bell. */
  export const InboxPanel: () => ReactElement
  /** What is said in a corner of the page. */
  export const LazyToasts: () => ReactElement | null

  type Props = Record<string, unknown>
  /** Lays the host's props over a part's own: class names add up, styles merge, handlers chain, the rest is replaced. */
  export const mergeProps: (own: Props, host: Props) => Props
}
