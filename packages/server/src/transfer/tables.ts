import { raw } from 'sql-template-tag'
import type { Sql } from '../storage/db.js'

export interface Column {
  name: string
  /** As PostgreSQL writes it, to read the column's text with. */
  type: string
}

export interface Table {
  name: string
  columns: readonly Column[]
}

interface FoundTable extends Table {
  parents: readonly string[]
}

export type Sequences = Readonly<Record<string, number>>

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Values as text that means the same wherever it is read, and tables read from one end to the other. */
export const readAsText = async (tx: Sql): Promise<void> => {
  await tx.one`
    select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
      set_config('bytea_output', 'hex', true), set_config('enable_seqscan', 'on', true)`
}

/**
 * Every table that migrations made, with the columns that are written and not computed. A table comes after those that
 * it refers to: rows can be written in this order.
 */
export const readTables = async (tx: Sql): Promise<Table[]> => {
  const found = await tx.many<FoundTable>`
    select c.relname::text as name,
      jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        as columns,
      coalesce((
        select jsonb_agg(distinct p.relname) from pg_constraint k join pg_class p on p.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and p.oid <> c.oid
      ), '[]') as parents
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'inboxkit_schema'
    group by c.oid, c.relname order by c.relname`
  return parentsFirst(found).map(({ name, columns }) => ({ name, columns }))
}

const parentsFirst = (tables: readonly FoundTable[]): FoundTable[] => {
  const ordered: FoundTable[] = []
  const rest = new Set(tables)
  while (rest.size > 0) {
    const free = [...rest].filter(({ parents }) => ![...rest].some(({ name }) => parents.includes(name)))
    if (free.length === 0) throw new Error('The tables refer to each other in a circle')
    for (const table of free) rest.delete(table)
    ordered.push(...free)
  }
  return ordered
}

/** How far each sequence has come: ids of rows that are gone must not be given again. */
export const readSequences = async (tx: Sql): Promise<Sequences> => {
  const rows = await tx.many<{ name: string; last: number }>`
    select sequencename::text as name, last_value as last from pg_sequences
    where schemaname = current_schema() and last_value is not null order by 1`
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]))
}

/** Sets each sequence where it was, or past the highest id that there is. */
export const setSequences = async (tx: Sql, given: Sequences): Promise<void> => {
  for (const [name, last] of Object.entries(given))
    await tx.one`select setval(${quoted(name)}::regclass, ${last})`
  const identities = await tx.many<{ table: string; column: string; sequence: string }>`
    select c.relname::text as table, a.attname::text as column,
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
    where n.nspname = current_schema() and c.relkind = 'r'`
  for (const { table, column, sequence } of identities)
    await tx.many`
      select setval(${sequence}::regclass, highest)
      from (select max(${raw(quoted(column))}) as highest from ${raw(quoted(table))}) found
      where highest > coalesce(pg_sequence_last_value(${sequence}::regclass), 0)`
}

/** A row as one line of JSON, an array of its columns' texts. */
const lineOf = (table: Table): string =>
  `json_build_array(${table.columns.map(({ name }) => `${quoted(name)}::text`).join(', ')})::text`

/** Reads a table's rows as lines. */
export const selectLines = (table: Table): string =>
  `select ${lineOf(table)} as line from ${quoted(table.name)}`

/** Writes rows from a JSON array of such lines, its parameter. */
export const insertLines = ({ name, columns }: Table): { into: string; values: string } => ({
  into: `insert into ${quoted(name)} (${columns.map((one) => quoted(one.name)).join(', ')}) overriding system value`,
  values: columns.map(({ type }, at) => `(line ->> ${at})::${type}`).join(', '),
})
