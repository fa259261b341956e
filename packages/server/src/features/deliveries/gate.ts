import type { Db } from '../../storage/db.js'
import { decide } from '../preferences/decisions.js'
import { quietUntil } from '../quiet-hours/service.js'
import type { Next } from './outcome.js'
import type { DeliveryRow } from './queries.js'

/** What is to happen to leased deliveries before anybody is called. */
export interface Gate {
  going: DeliveryRow[]
  /** Those that end here, or wait. */
  kept: { row: DeliveryRow; next: Next }[]
  /** Of users who were deleted. */
  orphans: number[]
}

/** Looks again, before an attempt, whether deliveries may go: much can have happened since they were written. */
export const passGate = async (db: Db, rows: readonly DeliveryRow[], now: Date): Promise<Gate> => {
  const gate: Gate = { going: [], kept: [], orphans: [] }
  const open: DeliveryRow[] = []
  for (const row of rows) {
    if (row.recipient === null) gate.orphans.push(row.id)
    else if (row.is_cancelled) gate.kept.push({ row, next: end(row, 'cancelled', 'cancelled') })
    else open.push(row)
  }
  const decisions = await decide(
    db,
    open.map(({ user_id, channel, category_id, is_required, tenant_id }) => ({
      userId: user_id,
      channel,
      categoryId: category_id,
      isRequired: is_required,
      tenantId: tenant_id,
    })),
  )
  const wanted = open.filter((_, place) => decisions[place] === 'on')
  for (const [place, row] of open.entries())
    if (decisions[place] !== 'on') gate.kept.push({ row, next: end(row, 'skipped', 'preference_off') })
  const disturbing = wanted.filter(({ is_required }) => !is_required)
  const quiet = await quietUntil(db, [...new Set(disturbing.map(({ user_id }) => user_id))], now)
  for (const row of wanted) {
    const until = row.is_required ? undefined : quiet.get(row.user_id)
    if (until) gate.kept.push({ row, next: hold(row, until) })
    else gate.going.push(row)
  }
  return gate
}

const end = ({ tries, provider }: DeliveryRow, state: 'cancelled' | 'skipped', reason: string): Next => ({
  state,
  reason,
  tries,
  provider,
  nextAt: null,
  isHandedOn: false,
})

/** Why a delivery waits that was not tried. */
export const quietReason = 'quiet_hours'

const hold = ({ tries, provider }: DeliveryRow, nextAt: Date): Next => ({
  state: 'pending',
  reason: quietReason,
  tries,
  provider,
  nextAt,
  isHandedOn: false,
})
