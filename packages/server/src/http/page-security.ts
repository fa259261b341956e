import type { FastifyHelmetOptions } from '@fastify/helmet'

/** Our own pages load from their own origin and nowhere else. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  imgSrc: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/** Security headers of files that we serve. @param more directives that a page needs wider, or of its own */
export const pageSecurity = (
  more: Partial<typeof directives> & { fontSrc?: string[]; formAction?: string[]; frameSrc?: string[] } = {},
): FastifyHelmetOptions => ({
  contentSecurityPolicy: { useDefaults: false, directives: { ...directives, ...more } },
  // Scripts and packages are there for pages of other origins to load.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  // One origin may well be plain http on a developer's machine.
  strictTransportSecurity: false,
})
