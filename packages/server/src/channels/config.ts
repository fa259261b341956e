import { z } from 'zod'

/** Schemas that the configurations of providers share. */
export const httpUrl: z.ZodURL = z.url({ protocol: /^https?$/ })
export const secret: z.ZodString = z.string().min(1)

/** A path below a base URL that may end with a slash. */
export const below = (baseUrl: string, path: string): string => `${baseUrl.replace(/\/+$/, '')}${path}`
