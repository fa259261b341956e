import { createHash } from 'node:crypto'
import { Problem, problem } from '@inboxkit/protocol'
import type { Credentials } from '../auth/credentials.js'
import { keepNewest } from '../keep-newest.js'
import { countedAddress } from './caller-address.js'
import { type Counts, localCounts } from './counts.js'

const windowMs = 10_000
/** Refusals of one address in a window: far above what a page with an old token does. */
const mostFailures = 1000
const mostAddresses = 20_000
const mostProven = 20_000

/** Runs an attempt to prove credentials that came from an address. @throws Problem `rate_limited` in its place */
export type AttemptLimit = <Proven>(
  address: string,
  credentials: Credentials,
  prove: () => Promise<Proven>,
) => Promise<Proven>

/** Secrets and tokens are not kept. */
const nameOf = (credentials: Credentials): string =>
  createHash('sha256').update(JSON.stringify(credentials)).digest('base64url')

/**
 * Stops an address that goes on failing to prove who it is, over HTTP and sockets together. Credentials that held
 * before pass all the same: behind a proxy many share an address, and one bad neighbour must not lock them out.
 * @param counts where nodes share one, each hears of the others' refusals with its own next one
 */
export const createAttemptLimit = (
  isOn: boolean,
  now: () => Date,
  counts: Counts = localCounts(now),
): AttemptLimit => {
  if (!isOn) return (_address, _credentials, prove) => prove()
  const failures = new Map<string, { count: number; until: number }>()
  const proven = new Map<string, true>()

  const current = (address: string): { count: number; until: number } => {
    const at = now().getTime()
    const kept = failures.get(address)
    return kept && kept.until > at ? kept : { count: 0, until: at + windowMs }
  }

  return async (from, credentials, prove) => {
    const address = countedAddress(from)
    const { count, until } = current(address)
    if (count >= mostFailures && !proven.has(nameOf(credentials)))
      throw problem('rate_limited', {
        detail: `At most ${mostFailures} refused credentials in ${windowMs / 1000} s from one address`,
        retryAfterMs: until - now().getTime(),
      })
    try {
      const result = await prove()
      keepNewest(proven, nameOf(credentials), true, mostProven)
      return result
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        const { count, leftMs } = await counts.add(`refused:${address}`, windowMs)
        keepNewest(failures, address, { count, until: now().getTime() + leftMs }, mostAddresses)
      }
      throw error
    }
  }
}
