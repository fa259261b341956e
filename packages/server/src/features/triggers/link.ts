import { z } from 'zod'

const schemes = ['http:', 'https:', 'mailto:', 'tel:']

/** Browsers drop these characters from a URL before they look for its scheme. */
const dropped = /[\t\n\r]|^[\0- ]+/g

const isAllowed = (text: string): boolean => {
  const scheme = text
    .replace(dropped, '')
    .match(/^[a-z][a-z0-9+.-]*:/i)?.[0]
    .toLowerCase()
  return scheme === undefined || schemes.includes(scheme)
}

/** A link that cannot run anything: `http`, `https`, `mailto`, `tel`, or relative. At most 2,048 characters. */
export const link: z.ZodType<string> = z
  .string()
  .max(2048)
  .refine(isAllowed, 'must be a relative link, or one that starts with http:, https:, mailto: or tel:')
