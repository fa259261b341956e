import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Random } from '../kit/random.js'

const deadlock = '40P01'

/**
 * Locks feeds in the wrong order, as no server does, so that servers meet deadlocks.
 * @returns how often it was the one that PostgreSQL ended
 */
export const runRuleBreaker = async (
  client: pg.Client,
  isOver: () => boolean,
  random: Random,
): Promise<number> => {
  let ended = 0
  while (!isOver()) {
    const { rows } = await client.query<{ user_id: string }>('select user_id from feed')
    const chosen = random.sample(rows, 6).sort((a, b) => Number(b.user_id) - Number(a.user_id))
    await client.query('begin')
    try {
      for (const { user_id } of chosen) {
        await client.query('select from feed where user_id = $1 for no key update', [user_id])
        await delay(random.integer(1, 5))
      }
    } catch (error) {
      if ((error as { code?: string }).code !== deadlock) throw error
      ended++
    }
    await client.query('rollback')
    await delay(random.integer(20, 80))
  }
  return ended
}

/**
 * Puts jobs of recent triggers into the queue again, as after the death of a worker that did not say that it was done:
 * of triggers that are expanded, and of some that another worker has in its hands just now.
 * @returns how many
 */
export const runRepeater = async (
  client: pg.Client,
  isOver: () => boolean,
  random: Random,
): Promise<number> => {
  let repeated = 0
  while (!isOver()) {
    const { rowCount } = await client.query(
      `insert into inboxkit_jobs.job (name, data)
      select 'trigger.expand', jsonb_build_object('triggerIds', jsonb_build_array(id)) from (
        select id from trigger order by id desc offset $1 limit 3) recent`,
      [random.integer(0, 10)],
    )
    repeated += rowCount ?? 0
    await delay(random.integer(5, 30))
  }
  return repeated
}

/** Deadlocks that PostgreSQL ended in this database so far. */
export const countDeadlocks = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  return Number(rows[0]?.deadlocks)
}
