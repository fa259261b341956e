/** What channels without a provider wrote lately, so that a page can show it. */
export interface ConsoleLines {
  write: (line: string) => void
  /** Oldest first. */
  of: (requestId: string) => string[]
}

const mostLines = 200

/** Passes lines on, and keeps the newest 200 of them. */
export const keepConsoleLines = (write: (line: string) => void): ConsoleLines => {
  let kept: string[] = []
  return {
    write(line) {
      kept = [...kept.slice(1 - mostLines), line]
      write(line)
    },
    of: (requestId) => kept.filter((line) => line.includes(`request ${requestId};`)),
  }
}
