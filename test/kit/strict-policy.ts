/** The strictest policy that the inbox promises to live under (DESIGN.md, section 9). */
export const strictPolicy: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self' ws:",
  "img-src 'self'",
  "require-trusted-types-for 'script'",
].join('; ')
