import { SendFailure } from '../types.js'

/**
 * The base of a bot's service, as a customer's data names it. The bot's token goes there, so it must be among `allowed`:
 * `host` and `*.host` mean HTTPS at its usual port, an origin means itself.
 * @throws SendFailure `refused`
 */
export const readServiceUrl = (text: string, allowed: readonly string[]): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.username || url.password || !allowed.some((entry) => allows(entry, url)))
    throw new SendFailure('refused', 'Teams may not post to the serviceUrl: see the setting serviceHosts')
  return `${url.origin}${url.pathname}`
}

const allows = (entry: string, url: URL): boolean => {
  if (entry.includes('://')) return url.origin === entry
  if (url.protocol !== 'https:' || url.port !== '') return false
  const host = entry.toLowerCase()
  return host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host
}
