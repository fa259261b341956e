import type { Sql } from '../../storage/db.js'
import { indexKey } from '../../storage/index-key.js'
import { countAsking } from './queries.js'

export { purgeThrottles } from './queries.js'

/** A run that comes to a throttle step. */
export interface Throttled {
  workflowId: number
  step: number
  /** Below 0 = a recipient who is no user. */
  userId: number
  tenantId: number | null
  key: string
  /** 1 or more */
  limit: number
  perSeconds: number
}

/**
 * Counts each against its throttle: `limit` are let through in the `perSeconds` that begin with the first of them. Those
 * who ask one throttle together are counted in their order. They have up to 1,000 different keys; a throttle is locked
 * until the transaction's end, and whoever is rolled back has not asked.
 * @returns in order, whether it is let through
 */
export const passThrottles = async (tx: Sql, asked: readonly Throttled[], at: Date): Promise<boolean[]> => {
  const groups = groupsOf(asked)
  if (groups.length === 0) return []
  const counts = await countAsking(
    tx,
    groups.map(({ first, places }) => ({
      ...first,
      tenantId: first.tenantId ?? 0,
      key: indexKey(first.key),
      until: new Date(at.getTime() + first.perSeconds * 1000),
      count: places.length,
    })),
    at,
  )
  const passed = asked.map(() => false)
  groups.forEach(({ places }, group) => {
    const before = (counts[group] ?? 0) - places.length
    places.forEach((place, nth) => {
      passed[place] = before + nth < (asked[place]?.limit ?? 0)
    })
  })
  return passed
}

/** Places of those who ask one throttle. */
interface Group {
  first: Throttled
  places: number[]
}

const groupsOf = (asked: readonly Throttled[]): Group[] => {
  const groups = new Map<string, Group>()
  asked.forEach((one, place) => {
    const name = `${one.workflowId}:${one.step}:${one.userId}:${one.tenantId ?? 0}:${indexKey(one.key)}`
    const group = groups.get(name)
    if (group) group.places.push(place)
    else groups.set(name, { first: one, places: [place] })
  })
  return [...groups.values()]
}
