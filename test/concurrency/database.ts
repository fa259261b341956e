import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface TestDatabase {
  url: string
  /** A connection apart from the servers': to look, and to disturb. */
  client: pg.Client
  close(): Promise<void>
}

/** A new database on the server that `DATABASE_URL` names, gone after `close`. */
export const createDatabase = async (): Promise<TestDatabase> => {
  const server = process.env['DATABASE_URL']
  if (server === undefined)
    throw new Error('These tests need DATABASE_URL, the address of a PostgreSQL server')
  const name = `inboxkit_test_${randomUUID().replaceAll('-', '')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await onServer(server, `create database ${name}`)
  // Deadlocks are looked for after a second; many are wanted in few seconds.
  await onServer(server, `alter database ${name} set deadlock_timeout = '20ms'`)
  const client = await connect(url.href)
  return {
    url: url.href,
    client,
    async close() {
      await client.end()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}

export const connect = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

const onServer = async (connectionString: string, statement: string): Promise<void> => {
  const client = await connect(connectionString)
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
