/** What a client of one app needs. Values that come from the environment may be `undefined` where they are optional. */
export interface InboxkitOptions {
  /** The server's address, such as `https://inbox.example.com`; a slash or `/v3` at its end makes no difference. */
  baseUrl?: string | undefined
  /** Addresses by data region, such as `{ us: 'https://…', eu: 'https://…' }`; `dataRegion` picks one. */
  baseUrls?: Readonly<Record<string, string>> | undefined
  /** A key of `baseUrls`. Without it `baseUrl` counts. */
  dataRegion?: string | undefined
  /** The app's key, the same that browsers use. */
  apiKey: string
  /** The app's secret. Whoever has it may do everything: it stays on your servers. */
  apiSecret: string
  /** For `generateUserToken`: the private key, RSA or EC P-256, as PKCS#8 PEM text. `inboxkit keys make` makes pairs. */
  signingKey?: string | undefined
  /** How long one attempt may take, in milliseconds. Default 20,000. */
  timeoutMs?: number | undefined
  /** How often a call that failed for the moment is repeated. Default 3; 0 = never. */
  retries?: number | undefined
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch | undefined
}

/** What any call takes as its last argument. */
export interface ReadOptions {
  /** Ends the call, also while it waits to be repeated; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  /** How long one attempt may take, in milliseconds. */
  timeoutMs?: number | undefined
}

/** What a call that changes something takes as its last argument. */
export interface WriteOptions extends ReadOptions {
  /**
   * 1 to 255 visible ASCII characters. Calls with the same key take effect once within 24 hours. By default each call
   * makes its own, which makes its repeats safe; give one to make a repeat by your own code safe as well, for example
   * the id of the job that sends.
   */
  idempotencyKey?: string | undefined
}

/**
 * The address that the options choose, with `/v3` at its end.
 * @throws TypeError that says which option to give
 */
export const addressOf = ({
  baseUrl,
  baseUrls = {},
  dataRegion,
}: Pick<InboxkitOptions, 'baseUrl' | 'baseUrls' | 'dataRegion'>): string => {
  if (dataRegion !== undefined && !Object.hasOwn(baseUrls, dataRegion)) {
    const known = Object.keys(baseUrls).join(', ') || 'none'
    throw new TypeError(`There is no base URL for the data region "${dataRegion}"; baseUrls has: ${known}`)
  }
  const address = dataRegion === undefined ? baseUrl : baseUrls[dataRegion]
  if (!address) throw new TypeError('Give baseUrl: the address of the inboxkit server')
  if (!/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : ''))
    throw new TypeError(
      `baseUrl must be an http or https address, such as https://inbox.example.com: ${address}`,
    )
  return `${address.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`
}
