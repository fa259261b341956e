import { problem } from '@inboxkit/protocol'

/** What a user token says. `exp` in seconds. */
export interface Claims {
  sub: string
  apiKey: string
  exp?: number
  jti?: string
}

const encode = (value: unknown): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/** A user token as far as anybody can read it; nobody has signed it, and the server in memory does not mind. */
export const aToken = (claims: Claims): string =>
  [encode({ alg: 'RS256', typ: 'JWT' }), encode(claims), 'signature'].join('.')

/** @throws Problem `invalid_token` */
export const readToken = (token: string): Claims => {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Claims>
    if (typeof claims.sub !== 'string' || !claims.sub.startsWith('user:')) throw new Error('no user')
    return { ...claims, sub: claims.sub.slice('user:'.length), apiKey: claims.apiKey ?? '' }
  } catch (cause) {
    throw problem('invalid_token', { cause })
  }
}
