import type { SettingsEvent } from '@inboxkit/protocol'
import type { Clock } from '../clock.js'
import { inTurns } from '../in-turns.js'
import type { Log } from '../log.js'
import type { Connections } from './connections.js'

/** Tells our sockets of this node that what was set is another; clients that show it read it anew. */
export interface Settings {
  tellUser(userId: number, changed: SettingsEvent['changed']): void
  /** All users of an app: at once, and what follows within a second together, at its end. */
  tellApp(appId: number, changed: SettingsEvent['changed']): void
  close(): void
}

/** An import of a thousand categories is told a few times, not a thousand times to everybody. */
const gatherMs = 1000

interface Sources {
  connections: Connections
  clock: Clock
  log: Log
}

export const createSettings = ({ connections, clock, log }: Sources): Settings => {
  /** Apps that were told within the last second, and what has changed since. */
  const gathering = new Map<number, { changes: Set<SettingsEvent['changed']>; stop: () => void }>()

  const emit = (userId: number, changed: SettingsEvent['changed']): void =>
    connections.emit(userId, 'own', 'settings', { changed } satisfies SettingsEvent)

  const emitAll = async (appId: number, changed: SettingsEvent['changed']): Promise<void> => {
    for await (const userId of inTurns(connections.usersIn(appId))) emit(userId, changed)
  }

  const tellApp = (appId: number, changed: SettingsEvent['changed']): void => {
    const waiting = gathering.get(appId)
    if (waiting) {
      waiting.changes.add(changed)
      return
    }
    const changes = new Set<SettingsEvent['changed']>()
    const stop = clock.after(gatherMs, () => {
      gathering.delete(appId)
      for (const next of changes) tellApp(appId, next)
    })
    gathering.set(appId, { changes, stop })
    emitAll(appId, changed).catch((err: unknown) =>
      log.error({ err, appId }, 'not everybody was told that their app’s settings are others'),
    )
  }

  return {
    tellUser: emit,
    tellApp,
    close() {
      for (const { stop } of gathering.values()) stop()
      gathering.clear()
    },
  }
}
