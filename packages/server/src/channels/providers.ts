import type { Db } from '../storage/db.js'
import type { Calling } from './attempt.js'
import { createConsole } from './console/console.js'
import { type Means, outsideChannels } from './kinds.js'
import { type ProvidersConfig, readProviders } from './read-config.js'
import type { OutsideChannel, Provider, Providers } from './types.js'
import { ensureVapidKeys } from './web-push/vapid.js'
import type { WebPush } from './web-push/web-push.js'

export interface ProviderMeans extends Calling {
  db: Db
  encryptionKey: Buffer
  now: () => Date
  /** Where channels without a provider write what they would have sent. */
  write: (line: string) => void
}

/**
 * The providers of every channel in the order of the configuration, which is the order in which they are tried; the
 * console for a channel that has none. Whoever asks for them closes them.
 * @throws ConfigFault when a setting is not as it must be
 */
export const createProviders = async (
  config: ProvidersConfig,
  { db, encryptionKey, ...calling }: ProviderMeans,
): Promise<Providers> => {
  const vapidKeys: Means['vapidKeys'] = () => ensureVapidKeys(db, encryptionKey, calling.now())
  const means = { ...calling, vapidKeys }
  const byChannel = new Map<OutsideChannel, Provider[]>(outsideChannels.map((channel) => [channel, []]))
  for (const { channel, name, kind, settings } of readProviders(config))
    byChannel.get(channel)?.push(await kind.create({ ...settings, name, channel }, means))
  for (const [channel, providers] of byChannel)
    if (providers.length === 0) providers.push(createConsole(channel, calling.write))
  return byChannel
}

/** What browsers subscribe with: the public key of the first provider of push messages; `null` = there is none. */
export const webPushKeyOf = (providers: Providers): string | null =>
  providers.get('webPush')?.find(isWebPush)?.publicKey ?? null

const isWebPush = (provider: Provider): provider is WebPush => 'publicKey' in provider
