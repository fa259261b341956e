import pg from 'pg'
import { expect, it } from 'vitest'
import { runChaos } from './run.js'

const seconds = Number(process.env['INBOXKIT_CHAOS_SECONDS'] ?? 300)
/** To begin, and to wait at the end for what a dead worker had in hand. */
const aroundMs = 420_000

it(
  'P1 P2 P4: a cluster loses and doubles nothing while everything in it is killed, paused and cut off',
  async () => {
    const { isWell, table, findings } = await runChaos({
      seconds,
      // Other suites have the machine meanwhile.
      rate: 5,
      tell: (line) => console.log(line),
    })
    console.log(table)
    expect(findings).toBe('')
    expect(isWell).toBe(true)
  },
  seconds * 1_000 + aroundMs,
)

/** One is renamed to another of the same list, and one is gone. */
const spoil = async (databaseUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`
      update notification n set title = other.title from notification other
      where n.user_id = other.user_id and (n.user_id, n.no, other.no) in (
        select user_id, min(no), max(no) from notification group by user_id having count(*) > 2
        order by user_id limit 1)`)
    await client.query(`
      delete from notification where (user_id, no) in (
        select user_id, min(no) from notification group by user_id having count(*) > 2
        order by user_id desc limit 1)`)
  } finally {
    await client.end()
  }
}

it('finds what was lost, doubled and miscounted, and says what is known of it', async () => {
  const { isWell, findings } = await runChaos({
    seconds: 4,
    users: 4,
    rate: 10,
    patienceMs: 5_000,
    meddle: spoil,
  })
  expect(isWell).toBe(false)
  expect(findings.match(/^lost: /gm)).toHaveLength(2)
  expect(findings.match(/^doubled: /gm)).toHaveLength(1)
  expect(findings).toContain('1 feeds whose counts are not those of their rows')
  expect(findings).toContain('1 feeds with holes in seq')
  expect(findings).toMatch(/copies are due, and \d+ are in the database/)
  expect(findings).toMatch(/INBOXKIT_SEED=\d+ npm run chaos/)
  expect(findings).toMatch(/: 202 after \d+ ms\n/)
}, 180_000)
