import type { Realtime } from './types.js'

/** Of a process that answers no sockets. */
export const noSockets: Realtime = {
  tell: () => undefined,
  hint: () => undefined,
  tellSettings: () => undefined,
  tellSettingsIn: () => undefined,
  isConnected: () => false,
  connectedUsers: () => [],
  openSockets: () => 0,
  disconnectUser: () => undefined,
  openings: () => [],
  disconnectKey: () => undefined,
  beaconNow: () => undefined,
  close: async () => undefined,
}
