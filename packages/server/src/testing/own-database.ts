import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface OwnDatabase {
  databaseUrl: string
  name: string
  drop(): Promise<void>
}

/** A new database on the server of `DATABASE_URL`: an empty one, or a copy of `template`, to which nobody is connected. */
export const createDatabase = async (template = 'template1'): Promise<OwnDatabase> => {
  const server = process.env['DATABASE_URL']
  if (server === undefined)
    throw new Error('The postgres project needs DATABASE_URL, the address of a server')
  const name = `inboxkit_test_${randomUUID().replaceAll('-', '')}`
  await onServer(server, `create database ${name} template ${template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { databaseUrl: url.href, name, drop: () => onServer(server, `drop database ${name} with (force)`) }
}

const onServer = async (connectionString: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
