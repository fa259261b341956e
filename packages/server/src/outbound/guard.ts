import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './addresses.js'
import { OutboundFailure } from './types.js'

export interface ResolvedAddress {
  address: string
  family: number
}

/** All addresses of a host name. Rejects when there are none. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>

/** Whom calls may reach beside the public internet: nobody, everybody, or these hosts by name or address. */
export type AllowPrivate = boolean | readonly string[]

export interface Guard {
  /** @throws OutboundFailure for an address in the URL itself that may not be called */
  checkHost(host: string): void
  /** For `http.request`: the connection is made to an address that was checked, and to no other. */
  lookup: LookupFunction
}

const systemResolve: Resolve = (host) => systemLookup(host, { all: true })

/** Decides which hosts may be called, at the moment when a connection is made. */
export const createGuard = (allowPrivate: AllowPrivate, resolve: Resolve = systemResolve): Guard => {
  const allowed = new Set(typeof allowPrivate === 'boolean' ? [] : allowPrivate.map(plainHost))
  const isAllowed = (host: string, address: string): boolean =>
    allowPrivate === true || allowed.has(plainHost(host)) || isPublicAddress(address)

  const check = (host: string, address: string): void => {
    if (!isAllowed(host, address))
      throw new OutboundFailure(
        'refused',
        `${host} is not on the public internet, and may not be called unless "outbound.allowPrivate" names it`,
      )
  }
  const resolveChecked = async (host: string): Promise<readonly ResolvedAddress[]> => {
    const addresses = await resolve(host)
    if (addresses.length === 0) throw new OutboundFailure('failed', `${host} has no address`)
    // All of them: which one answers is not ours to choose.
    for (const { address } of addresses) check(host, address)
    return addresses
  }
  return {
    checkHost(host) {
      if (isIP(host) !== 0) check(host, host)
    },
    lookup(host, options, callback) {
      resolveChecked(host).then(
        (addresses) => {
          if (options.all) return callback(null, [...addresses])
          const [first] = addresses
          return callback(null, first?.address ?? '', first?.family)
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
      )
    },
  }
}

const plainHost = (host: string): string => host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
