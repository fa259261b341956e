import type { Provider, Providers } from '../../channels/types.js'
import type { DeliveryRow } from './queries.js'

/** The provider that is to carry a delivery, and its place among those that may. */
export interface Carrier {
  provider: Provider
  place: number
}

/** The first provider from a place on that can reach the address; `null` = there is none. */
export const findCarrier = (
  providers: Providers,
  { channel, only_provider, address }: DeliveryRow,
  from: number,
): Carrier | null => {
  const all = providers.get(channel) ?? []
  const allowed = only_provider === null ? all : all.filter(({ name }) => name === only_provider)
  for (const [place, provider] of allowed.entries()) {
    if (place < from || (address === null && !provider.hasOwnAddress)) continue
    if (provider.accepts?.(address) ?? true) return { provider, place }
  }
  return null
}
