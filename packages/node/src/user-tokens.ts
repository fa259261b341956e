import { type CryptoKey, calculateJwkThumbprint, exportJWK, importPKCS8, SignJWT } from 'jose'
import { invalidArgument } from './problems.js'

export interface UserTokenOptions {
  /** Seconds until the token is refused. Default 3,600. */
  expiresIn?: number | undefined
}

interface SigningKey {
  algorithm: 'RS256' | 'ES256'
  key: CryptoKey
  /** Its thumbprint after RFC 7638: how the server finds the public half among several. */
  keyId: string
}

/** Signs tokens with which users prove to the server who they are. The key is read once. */
export class UserTokens {
  readonly #apiKey: string
  readonly #pem: string | undefined
  #signingKey: Promise<SigningKey> | undefined

  constructor(apiKey: string, pem: string | undefined) {
    this.#apiKey = apiKey
    this.#pem = pem
  }

  async sign(identifier: string, { expiresIn = 3600 }: UserTokenOptions = {}): Promise<string> {
    if (!this.#pem) throw new TypeError('Give signingKey: the private key that user tokens are signed with')
    if (typeof identifier !== 'string' || identifier === '')
      throw invalidArgument('identifier', 'must not be empty')
    if (!(expiresIn > 0)) throw invalidArgument('expiresIn', 'must be a number of seconds above 0')
    this.#signingKey ??= readSigningKey(this.#pem)
    const { algorithm, key, keyId } = await this.#signingKey
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({ apiKey: this.#apiKey })
      .setProtectedHeader({ alg: algorithm, kid: keyId })
      .setSubject(`user:${identifier}`)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.ceil(expiresIn))
      .sign(key)
  }
}

/** Environment variables often carry line breaks as the two characters `\n`. */
const unescaped = (pem: string): string => pem.replaceAll('\\n', '\n').trim()

const readSigningKey = async (text: string): Promise<SigningKey> => {
  const pem = unescaped(text)
  for (const algorithm of ['RS256', 'ES256'] as const) {
    const key = await importPKCS8(pem, algorithm, { extractable: true }).catch(() => undefined)
    if (key) return { algorithm, key, keyId: await calculateJwkThumbprint(await exportJWK(key)) }
  }
  throw new TypeError(
    'signingKey must be a private key as PKCS#8 PEM text: RSA with at least 2,048 bits, or EC on the curve P-256. ' +
      'Another PEM becomes one with: openssl pkcs8 -topk8 -nocrypt -in key.pem',
  )
}
