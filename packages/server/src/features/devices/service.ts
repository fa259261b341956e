import type { IncomingHttpHeaders } from 'node:http'
import { checkIdentifier } from '../../auth/identifiers.js'
import type { Sql } from '../../storage/db.js'
import { type DeviceKey, touchDevice } from './queries.js'

const header = 'x-engagespot-device-id'

/** Clients that have no id yet say so in words (contract, section 6). */
const nothing = new Set(['', 'undefined', 'null'])

/**
 * The device that a request comes from: its header, or else what its body says.
 * @throws Problem `invalid_request` for one that cannot be an id
 */
export const deviceIdOf = (headers: IncomingHttpHeaders, inBody: string | undefined): string | undefined => {
  const said = headers[header]
  const id = typeof said === 'string' && !nothing.has(said) ? said : undefined
  if (id !== undefined) return checkIdentifier(id, header.toUpperCase())
  return inBody !== undefined && !nothing.has(inBody) ? checkIdentifier(inBody, 'deviceId') : undefined
}

/** Notes that a user connected with a device, which is theirs from now on. Within a day the same again is nothing. */
export const connectDevice = async (
  db: Sql,
  key: DeviceKey,
  { deviceType, browserType }: { deviceType?: string | undefined; browserType?: string | undefined },
  at: Date,
): Promise<void> => {
  await touchDevice(db, key, { deviceType: deviceType ?? null, browserType: browserType ?? null }, at)
}
