export interface OnceMore {
  /**
   * Does the work. Whoever asks while it is under way may know of something newer than it saw: it is done once more
   * then, for all of them, and they do not wait for it. What they asked for is dropped when it fails before that.
   * @throws what the work throws
   */
  ask: () => Promise<void>
  /** Drops what was asked for, and waits for what is under way. */
  end: () => Promise<void>
}

/** Work that is not done twice at a time. */
export const createOnceMore = (work: () => Promise<void>): OnceMore => {
  let isAsked = false
  let isWorking = false
  let going = Promise.resolve()

  const workWhileAsked = async (): Promise<void> => {
    isWorking = true
    try {
      while (isAsked) {
        isAsked = false
        await work()
      }
    } finally {
      isWorking = false
    }
  }

  return {
    async ask() {
      isAsked = true
      if (isWorking) return
      going = workWhileAsked()
      await going
    },
    async end() {
      isAsked = false
      // Whoever asked for it hears of its failure.
      await going.catch(() => undefined)
    },
  }
}
