const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A user token as far as a client can read it; nobody has signed it. */
export const aToken = (claims: { sub?: string; exp?: number; [claim: string]: unknown } = {}): string =>
  [encode({ alg: 'RS256' }), encode({ sub: 'user:ann', apiKey: 'key', ...claims }), 'signature'].join('.')
