/** Whether this is the system's or PostgreSQL's error of that code: `ENOENT`, `40P01`. */
export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))
