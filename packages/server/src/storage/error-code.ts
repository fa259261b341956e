/** Whether this is the system's or PostgreSQL's error of that code: `ENOENT`, `40P01`. */
export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

/**
 * Whether PostgreSQL refused the data itself (classes 22, 23 and 54: data exception, broken constraint, too large): to
 * try again with the same data would be refused again.
 */
export const isDataFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(22|23|54)[0-9A-Z]{3}$/.test(String(error.code))
