import { type BrowserContext, type ConsoleMessage, expect } from '@playwright/test'

/** What went wrong on pages without anybody looking: console errors, uncaught exceptions, violations of the policy. */
export interface Faults {
  readonly all: readonly string[]
  /** What was found so far; it counts no longer. */
  take(): string[]
  /** From here on the network is gone on purpose; browsers log that. */
  allowLostNetwork(): void
  watch(context: BrowserContext): Promise<void>
}

const lostNetwork =
  /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INTERNET_DISCONNECTED|EMPTY_RESPONSE|FAILED)|WebSocket connection to/

export const createFaults = (): Faults => {
  const all: string[] = []
  let isNetworkLost = false
  const note = (text: string): void => {
    if (!isNetworkLost || !lostNetwork.test(text)) all.push(text)
  }
  return {
    all,
    take: () => all.splice(0),
    allowLostNetwork() {
      isNetworkLost = true
    },
    async watch(context) {
      await context.exposeBinding('__violated', (_source, text: string) => note(text))
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          const { __violated } = globalThis as unknown as { __violated: (text: string) => void }
          __violated(`Policy: ${event.violatedDirective} refused ${event.blockedURI || event.sample}`)
        })
      })
      context.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error') note(`Console: ${message.text()} (${message.location().url})`)
      })
      context.on('weberror', (error) => note(`Uncaught: ${error.error().stack ?? error.error().message}`))
    },
  }
}

/** One violation on purpose: the page hears of it, and the console does. They count no longer. */
export const expectViolation = async (faults: Faults, directive: string): Promise<void> => {
  await expect
    .poll(() => faults.all.map((fault) => /^\w+/.exec(fault)?.[0]).sort())
    .toEqual(['Console', 'Policy'])
  expect(faults.take().find((fault) => fault.startsWith('Policy'))).toContain(directive)
}
