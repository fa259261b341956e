import type { Log } from '../log.js'
import type { Db } from '../storage/db.js'
import { type Bus, noBus, openBus } from './bus.js'
import { channelOf } from './channel.js'
import { postgresLine } from './postgres-line.js'
import { createProof } from './proof.js'
import type { Redis } from './redis.js'
import { redisLine } from './redis-line.js'

/** By Redis where there is one, else by PostgreSQL; an embedded database has no other nodes. */
export const openBusOf = async (
  db: Db,
  {
    redis,
    encryptionKey,
    hasSockets,
    log,
  }: { redis: Redis | undefined; encryptionKey: Buffer; hasSockets: boolean; log: Log },
): Promise<Bus> => {
  const { engineConnection } = db
  if (engineConnection.kind !== 'postgres') return noBus
  const channel = await channelOf(db)
  const { kind: _, ...connection } = engineConnection
  const line = redis ? redisLine(redis, channel) : postgresLine(connection, channel, log)
  return openBus({ line, proof: createProof(encryptionKey, channel), hasSockets, log })
}
