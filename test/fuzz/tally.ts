import type { Answered } from './checks.js'
import type { Operation } from './document.js'
import type { Written } from './write.js'

const short = (text: string | undefined, length: number): string =>
  text === undefined ? '' : text.length > length ? `${text.slice(0, length)}… (${text.length})` : text

const countGood = (statuses: ReadonlyMap<number, number> = new Map()): number =>
  [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0)

/** Counts answers, and keeps the first few requests of each fault. */
export const createTally = () => {
  const statuses = new Map<number, number>()
  const byOperation = new Map<string, Map<number, number>>()
  const faults = new Map<string, { count: number; example: string }>()
  let requests = 0
  let slowestMs = 0
  return {
    add(written: Written, { status }: Answered, operation: Operation | undefined, ms: number): void {
      requests++
      slowestMs = Math.max(slowestMs, ms)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (!operation) return
      const own = byOperation.get(operation.name) ?? new Map<number, number>()
      byOperation.set(operation.name, own.set(status, (own.get(status) ?? 0) + 1))
    },
    addFault(what: string, { method, url, headers, payload }: Written, answer: string): void {
      const route = `${method} ${short(url.split('?')[0], 60)}`
      const known = faults.get(what)
      const { 'content-type': _type, ...told } = headers
      const request = `${route}\n    ${short(url, 300)}\n    ${short(JSON.stringify(told), 300)}\n    ${short(payload, 1500)}`
      faults.set(what, {
        count: (known?.count ?? 0) + 1,
        example: known?.example ?? `${request}\n    → ${short(answer, 600)}`,
      })
    },
    get requests() {
      return requests
    },
    get slowestMs() {
      return slowestMs
    },
    /** How many of all were answered with 2xx, 0 to 1. */
    get goodShare() {
      return requests === 0 ? 0 : countGood(statuses) / requests
    },
    /** How often an operation was answered with 2xx. */
    goodOf: ({ name }: Operation): number => countGood(byOperation.get(name)),
    /** Each status with its number, of all requests or of one operation's. */
    statuses: (operation?: Operation): string =>
      [...(operation ? (byOperation.get(operation.name) ?? []) : statuses)]
        .sort(([a], [b]) => a - b)
        .map(([status, count]) => `${status}: ${count}`)
        .join('  '),
    faults: (): string[] =>
      [...faults].map(([what, { count, example }]) => `${what} (${count} times), for one:\n  ${example}`),
  }
}
