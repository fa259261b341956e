import { Problem } from '@inboxkit/protocol'
import { type Call, createHttp } from '../http.js'
import { EngagespotError } from './error.js'
import type { EngagespotClientOptions, EngagespotResponse } from './types.js'

/** Calls that answer and fail in the shapes of the original. */
export type VendorHttp = <Data>(call: Call) => Promise<EngagespotResponse<Data>>

const regions = ['us', 'eu', 'us-west-2', 'eu-central-1']

/** @throws Error for a data region that neither the original nor `baseUrls` knows */
const checkRegion = ({ dataRegion, baseUrls = {} }: EngagespotClientOptions): void => {
  const known = [...new Set([...regions, ...Object.keys(baseUrls)])]
  if (dataRegion !== undefined && !known.includes(dataRegion))
    throw new Error(`Invalid dataRegion: ${dataRegion}. Valid options are: ${known.join(', ')}`)
}

export const createVendorHttp = (options: EngagespotClientOptions): VendorHttp => {
  checkRegion(options)
  const { baseUrls, dataRegion } = options
  const ofRegion = dataRegion === undefined ? undefined : baseUrls?.[dataRegion]
  const baseUrl = options.baseUrl || ofRegion || process.env.INBOXKIT_BASE_URL
  const http = createHttp({ ...options, baseUrl, baseUrls: undefined, dataRegion: undefined })
  const exchange = async (call: Call): Promise<EngagespotResponse<unknown>> => {
    try {
      const { body, status, headers } = await http.exchange(call)
      return { data: body, status, headers: Object.fromEntries(headers) }
    } catch (failure) {
      throw failure instanceof Problem ? new EngagespotError(failure) : failure
    }
  }
  return exchange as VendorHttp
}

/**
 * An identifier in a path. The original puts it there as it is, so some callers have encoded theirs themselves: what
 * is an escape already stays one, and everything else that a path cannot hold is escaped.
 */
export const escaped = (identifier: string | number): string =>
  encodeURIComponent(String(identifier)).replaceAll(/%25([0-9A-Fa-f]{2})/g, '%$1')
