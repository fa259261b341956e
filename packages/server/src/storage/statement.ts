import sql from 'sql-template-tag'
import type { Sql, Value } from './db.js'
import { encodeParameter, type Parameter } from './parameters.js'

export interface Result {
  rows: unknown[]
  rowCount: number
}

export type Execute = (text: string, values: Parameter[]) => Promise<Result>

/** The tagged-template functions over a driver's one way to run a statement. */
export const sqlOver = (execute: Execute): Sql => {
  const query = (strings: TemplateStringsArray, values: Value[]): Promise<Result> => {
    const statement = sql(strings, ...values)
    return execute(statement.text, statement.values.map(encodeParameter))
  }
  return {
    async many<Row>(strings: TemplateStringsArray, ...values: Value[]): Promise<Row[]> {
      return (await query(strings, values)).rows as Row[]
    },
    async one<Row>(strings: TemplateStringsArray, ...values: Value[]): Promise<Row | undefined> {
      return (await query(strings, values)).rows[0] as Row | undefined
    },
    async run(strings: TemplateStringsArray, ...values: Value[]): Promise<number> {
      return (await query(strings, values)).rowCount
    },
  }
}
