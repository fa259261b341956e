import { createHash } from 'node:crypto'
import { raw } from 'sql-template-tag'
import type { Sql } from '../storage/db.js'

/** What a table holds, whatever the order of its rows. */
export interface Sum {
  rows: number
  /** 16 hexadecimal digits: the first 64 bits of each line's SHA-256, added up. */
  checksum: string
}

const hexOf = (total: bigint): string => BigInt.asUintN(64, total).toString(16).padStart(16, '0')

/** Adds up lines as they pass by. */
export const createSum = (): { add: (line: string) => void; read: () => Sum } => {
  let rows = 0
  let total = 0n
  return {
    add(line) {
      rows += 1
      total += createHash('sha256').update(line, 'utf8').digest().readBigInt64BE(0)
    },
    read: () => ({ rows, checksum: hexOf(total) }),
  }
}

/** The same of lines that the database has. @param lines a statement with one column, `line` */
export const sumOf = async (tx: Sql, lines: string): Promise<Sum> => {
  const sum = await tx.one<{ rows: number; total: string | null }>`
    select count(*) as rows,
      sum(('x' || encode(substr(sha256(convert_to(line, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint) as total
    from (${raw(lines)}) as read`
  return { rows: sum?.rows ?? 0, checksum: hexOf(BigInt(sum?.total ?? 0)) }
}

export const isSame = (one: Sum, other: Sum): boolean =>
  one.rows === other.rows && one.checksum === other.checksum
