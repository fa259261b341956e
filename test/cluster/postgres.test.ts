import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { expect, it } from 'vitest'
import { inTemporaryFolder } from '../kit/folder.js'
import { startPostgres } from './postgres.js'

it('a PostgreSQL that is paused or killed takes its sessions along, and is there again after that', () =>
  inTemporaryFolder(async (folder) => {
    const postgres = await startPostgres(folder)
    const client = new pg.Client({ connectionString: postgres.url })
    const broken = new Promise((resolve) => client.once('error', resolve))
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() pid')
    const session = `/proc/${rows[0]?.pid}/stat`
    postgres.pause()
    // Stopped, as Linux says it.
    await expect.poll(() => readFile(session, 'utf8')).toMatch(/\) T /)
    const answer = client.query('select 2 as two')
    postgres.resume()
    expect((await answer).rows).toEqual([{ two: 2 }])
    await postgres.kill()
    await broken
    await postgres.start()
    // Also one that is paused can be ended.
    postgres.pause()
    await postgres.stop()
  }))
