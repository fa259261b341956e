/** Why something was late, and by how much. */
export interface Lateness {
  /** Whether nothing but its own sleep stood in the client's way at last. */
  isSleep: boolean
  ms: number
}

/**
 * What is due on whose screen, and since when nothing stands in its way: neither a fault, nor that its client sleeps,
 * nor that it was not answered yet, or waits in its workflow. Instants are those of `performance.now()`.
 */
export interface Screens {
  /** A send was begun: an answer is due. */
  send(title: string): void
  /** It was answered: `inMs` from now on each of these should show it. */
  answer(title: string, users: readonly string[], inMs: number): void
  show(user: string, title: string): void
  sleep(user: string): void
  wake(user: string): void
  /** Something is broken from now on. */
  break(): void
  /** Nothing is any more. */
  heal(): void
  /** Whether all that was due at the last `heal` is answered, and on the screens of those that are awake. */
  isRecovered(): boolean
  /** Of all that was answered or shown, or still is not, since the last `heal`: the worst. */
  worst(): Lateness[]
  /** All that is due and not shown, whoever sleeps. */
  missing(): { user: string; title: string; sinceMs: number }[]
}

interface Screen {
  shown: Set<string>
  due: Map<string, number>
  /** `undefined` = it sleeps. */
  wokeAt: number | undefined
}

export const createScreens = (users: readonly string[]): Screens => {
  const screens = new Map<string, Screen>(
    users.map((user) => [user, { shown: new Set(), due: new Map(), wokeAt: 0 }]),
  )
  const of = (user: string): Screen => {
    const screen = screens.get(user)
    if (!screen) throw new Error(`There is no ${user}`)
    return screen
  }
  /** Sends without an answer, by when they began. */
  const open = new Map<string, number>()
  let healedAt: number | undefined = performance.now()
  let worst = { byFault: 0, bySleep: 0 }

  const late = (dueAt: number, wokeAt: number | undefined, now: number): void => {
    if (healedAt === undefined || wokeAt === undefined) return
    const since = Math.max(dueAt, wokeAt, healedAt)
    if (wokeAt === since) worst.bySleep = Math.max(worst.bySleep, now - since)
    else worst.byFault = Math.max(worst.byFault, now - since)
  }

  return {
    send: (title) => void open.set(title, performance.now()),
    answer(title, to, inMs) {
      const now = performance.now()
      const at = now + inMs
      late(open.get(title) ?? now, 0, now)
      open.delete(title)
      for (const user of to) {
        const { shown, due } = of(user)
        if (!shown.has(title)) due.set(title, at)
      }
    },
    show(user, title) {
      const { shown, due, wokeAt } = of(user)
      const dueAt = due.get(title)
      shown.add(title)
      due.delete(title)
      if (dueAt !== undefined) late(dueAt, wokeAt, performance.now())
    },
    sleep(user) {
      of(user).wokeAt = undefined
    },
    wake(user) {
      of(user).wokeAt = performance.now()
    },
    break() {
      healedAt = undefined
    },
    heal() {
      healedAt = performance.now()
      worst = { byFault: 0, bySleep: 0 }
    },
    isRecovered() {
      const until = healedAt ?? performance.now()
      const isLater = (at: number): boolean => at > until
      return (
        [...open.values()].every(isLater) &&
        [...screens.values()].every(
          ({ due, wokeAt }) => wokeAt === undefined || [...due.values()].every(isLater),
        )
      )
    },
    worst() {
      const now = performance.now()
      for (const sentAt of open.values()) late(sentAt, 0, now)
      for (const { due, wokeAt } of screens.values())
        for (const dueAt of due.values()) if (dueAt <= now) late(dueAt, wokeAt, now)
      return [
        { isSleep: false, ms: worst.byFault },
        { isSleep: true, ms: worst.bySleep },
      ]
    },
    missing: () =>
      [...screens].flatMap(([user, { due }]) =>
        [...due]
          .map(([title, at]) => ({ user, title, sinceMs: performance.now() - at }))
          .filter(({ sinceMs }) => sinceMs > 0),
      ),
  }
}
