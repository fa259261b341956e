import { ownZone } from './nights.js'

/** All that the browser knows, its own first; with the chosen one, which may have another name elsewhere. */
export function timeZones(chosen: string | null): string[] {
  const all = Intl.supportedValuesOf('timeZone')
  return [...new Set([ownZone(), ...(chosen ? [chosen] : []), ...all])]
}

/** `America/New_York` as people write it. */
export const nameOfZone = (zone: string): string => zone.replaceAll('_', ' ')
