import type { Sql } from '../../storage/db.js'

/** How much sooner than agreed the next turn may be taken: timers of two processes are never quite together. */
const earlyShare = 0.1

/**
 * Takes a turn at something that is to be done once every `everyMs`, by whichever process asks first.
 * @returns whether it is this process's
 */
export const takeTurn = async (db: Sql, name: string, everyMs: number, now: Date): Promise<boolean> => {
  const before = new Date(now.getTime() - everyMs * (1 - earlyShare))
  const taken = await db.run`
    insert into turn (name, taken_at) values (${name}, ${now})
    on conflict (name) do update set taken_at = excluded.taken_at where turn.taken_at <= ${before}`
  return taken > 0
}
