import type { IncomingHttpHeaders } from 'node:http'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = [address: Address, prefixBits: number]

/** IPv4 within IPv6 is what it holds: a socket that listens on both says so of callers by IPv4. */
const addressIn = (text: string): Address | undefined =>
  ipaddr.isValid(text) ? ipaddr.process(text) : undefined

const networkIn = (text: string): Network | undefined => {
  if (!text.includes('/')) {
    const address = addressIn(text)
    return address && [address, address.kind() === 'ipv4' ? 32 : 128]
  }
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined
}

/** Whether a text is an address such as `10.0.0.5`, or a network such as `10.0.0.0/8`. All of the internet is none. */
export const isProxyNetwork = (text: string): boolean => (networkIn(text)?.[1] ?? 0) > 0

export interface CallerAddresses {
  /** Whether what an address says of its callers is believed. */
  isProxy(address: string): boolean
  /** Where a request comes from: the last address on its way that is no proxy of ours. */
  of(remote: string, headers: IncomingHttpHeaders): string
}

/**
 * Who calls, where proxies stand before us. Each appends to `X-Forwarded-For` whom it was called by, so the list is read
 * from its end and only as far as proxies wrote it: what stands before that, callers made up.
 * @param proxies addresses and networks; none = nobody is believed, and the header counts for nothing
 */
export const createCallerAddresses = (proxies: readonly string[] = []): CallerAddresses => {
  const networks = proxies.map(networkIn).filter((network) => network !== undefined)
  const isProxy = (text: string): boolean => {
    const address = addressIn(text)
    return networks.some(
      ([network, bits]) => address?.kind() === network.kind() && address.match(network, bits),
    )
  }
  return {
    isProxy,
    of(remote, headers) {
      if (!isProxy(remote)) return remote
      const said = [headers['x-forwarded-for']].flat().join(',').split(',')
      const way = said.map((text) => text.trim()).filter((text) => text !== '')
      return way.findLast((text) => !isProxy(text)) ?? way[0] ?? remote
    },
  }
}

const longestName = 64
const networkBytes = 8

/** What callers are counted by: one line of IPv6 has 2^64 addresses and is counted as one. */
export const countedAddress = (text: string): string => {
  const address = addressIn(text)
  if (!address) return text.slice(0, longestName)
  if (address instanceof ipaddr.IPv4) return address.toString()
  const network = address.toByteArray().map((byte, at) => (at < networkBytes ? byte : 0))
  return `${new ipaddr.IPv6(network).toString()}/64`
}
