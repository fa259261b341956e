/** What carries texts between the nodes of one database: at most once, and in the order of each sender. */
export interface Line {
  /** The longest text that it takes, in bytes of UTF-8. */
  readonly mostBytes: number
  /** While the line is down, or has more to carry than it can, texts are dropped. */
  send(texts: readonly string[]): void
  /**
   * Resolves once everything that others send from then on is heard; one's own words may be heard, too. Where the line
   * is down at the start it resolves as well, and `onReturn` follows.
   * @param onReturn the line was down, one way or the other: what was sent meanwhile was missed, here or elsewhere
   */
  listen(onText: (text: string) => void, onReturn: () => void): Promise<void>
  /** Sends what is left first. */
  close(): Promise<void>
}

/** What may wait to be carried. Beyond it a line drops: whoever misses something notices by the next beacon. */
export const mostWaitingBytes: number = 16 * 1024 * 1024
