import { createPrivateKey, type KeyObject, sign } from 'node:crypto'

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * A user token as the original makes it: at once, not later, which Web Crypto cannot do.
 * @param expiresIn seconds; absent = never, as the original's
 */
export const signUserToken = (
  { identifier, apiKey, expiresIn }: { identifier: string; apiKey: string; expiresIn?: number | undefined },
  pem: string,
): string => {
  const key = createPrivateKey(pem.replaceAll('\\n', '\n'))
  const iat = Math.floor(Date.now() / 1000)
  const claims = {
    sub: `user:${identifier}`,
    apiKey,
    iat,
    ...(expiresIn === undefined ? {} : { exp: iat + Math.ceil(expiresIn) }),
  }
  const signed = `${base64url({ alg: algorithmOf(key), typ: 'JWT' })}.${base64url(claims)}`
  // Only ES256 heeds the encoding: JSON Web Tokens carry the two numbers side by side.
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

const algorithmOf = ({ asymmetricKeyType }: KeyObject): 'RS256' | 'ES256' =>
  asymmetricKeyType === 'ec' ? 'ES256' : 'RS256'
