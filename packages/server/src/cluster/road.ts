import { type Beacon, type ProblemCode, problem, type SettingsEvent } from '@inboxkit/protocol'
import type { Realtime, Told, UserHead } from '../realtime/types.js'
import type { Bus } from './bus.js'
import type { NodeMessage, UserTold } from './message.js'

/** What one transaction has changed, for many users. */
export interface ToldPage {
  /** Of the users in `told`. */
  events: readonly UserTold[]
  /** Everybody whose feed may have changed. */
  userIds: readonly number[]
  /** Those whose events were asked for. */
  told: readonly number[]
  /** The sends whose new notifications they are; none for changes of another kind. */
  triggerIds: readonly number[]
}

/** The way to the sockets of all nodes. At most once; call it after the commit. */
export interface Road {
  /** Those of these users whose events are worth reading back: whoever may hear of them. */
  hearing(userIds: readonly number[]): number[]
  tell(userId: number, event: Told): void
  /** One message between nodes, whatever the length. */
  tellPage(page: ToldPage): void
  hint(userId: number, at: Pick<Beacon, 'epoch' | 'seq'>): void
  tellSettings(userId: number, changed: SettingsEvent['changed']): void
  tellSettingsIn(appId: number, changed: SettingsEvent['changed']): void
  disconnectUser(userId: number, why: ProblemCode): void
  /** An app's keys or settings are others. */
  appsChanged(): void
}

export interface RoadOptions {
  bus: Bus
  realtime: Realtime
  readHeads: (userIds: readonly number[]) => Promise<UserHead[]>
  /** What these sends have put on top of these users' feeds. */
  readNew: (userIds: readonly number[], triggerIds: readonly number[]) => Promise<UserTold[]>
  /** On this node. */
  forgetApps: () => void
  /** Closes the sockets of this node that could not be opened any more. */
  checkKeys: () => Promise<void>
  onError: (error: unknown) => void
}

/** Up to so many users a page's events travel whole, whoever is connected; beyond it each node reads what it needs. */
export const mostEvents = 100

/** Begins to listen at once. */
export const openRoad = async ({
  bus,
  realtime,
  readHeads,
  readNew,
  forgetApps,
  checkKeys,
  onError,
}: RoadOptions): Promise<Road> => {
  const publish = (message: NodeMessage): void => {
    if (bus.others()) bus.publish(message)
  }

  const hintAll = async (userIds: readonly number[]): Promise<void> => {
    for (const head of await readHeads(userIds)) realtime.hint(head.userId, head)
  }
  const hintSoon = gathered(async (userIds: ReadonlySet<number>) => hintAll([...userIds]), onError)

  const tellMoved = async (userIds: readonly number[], triggerIds: readonly number[]): Promise<void> => {
    if (triggerIds.length === 0) return hintAll(userIds)
    const left = new Set(userIds)
    for (const { userId, event } of await readNew(userIds, triggerIds)) {
      if (!isWhole(event)) {
        // Something else has changed meanwhile: ours ask for all of it, vendors' take each as it comes.
        realtime.tell(userId, event, 'vendor')
        continue
      }
      realtime.tell(userId, event)
      left.delete(userId)
    }
    await hintAll([...left])
  }
  const moved = new Map<
    string,
    { triggerIds: readonly number[]; tell: (userIds: readonly number[]) => void }
  >()
  const tellMovedSoon = (userIds: readonly number[], triggerIds: readonly number[]): void => {
    const name = triggerIds.join()
    let known = moved.get(name)
    if (!known) {
      const tell = gathered(
        async (all: ReadonlySet<number>) => tellMoved([...all], triggerIds),
        onError,
        () => moved.delete(name),
      )
      known = { triggerIds, tell }
      moved.set(name, known)
    }
    known.tell(userIds)
  }

  const appsChangedHere = (): void => {
    forgetApps()
    void checkKeys().catch(onError)
  }

  const hear = (message: NodeMessage): void => {
    switch (message.kind) {
      case 'page':
        for (const { userId, event } of message.events) realtime.tell(userId, event)
        break
      case 'moved': {
        const here = message.userIds.filter(realtime.isConnected)
        if (here.length > 0) tellMovedSoon(here, message.triggerIds)
        break
      }
      case 'hint':
        realtime.hint(message.userId, message)
        break
      case 'settings':
        realtime.tellSettings(message.userId, message.changed)
        break
      case 'settingsIn':
        realtime.tellSettingsIn(message.appId, message.changed)
        break
      case 'out':
        realtime.disconnectUser(message.userId, problem(message.why))
        break
      case 'apps':
        appsChangedHere()
        break
    }
  }

  await bus.listen(hear, () => {
    appsChangedHere()
    realtime.beaconNow()
  })

  return {
    hearing: (userIds) =>
      userIds.length <= mostEvents && bus.others() ? [...userIds] : userIds.filter(realtime.isConnected),
    tell(userId, event) {
      realtime.tell(userId, event)
      publish({ kind: 'page', events: [{ userId, event }], triggerIds: [] })
    },
    tellPage({ events, userIds, told, triggerIds }) {
      for (const { userId, event } of events) realtime.tell(userId, event)
      const wasTold = new Set(told)
      // Whoever connected while it was being written may have read before the commit.
      const late = userIds.filter((userId) => !wasTold.has(userId) && realtime.isConnected(userId))
      if (late.length > 0) hintSoon(late)
      if (told.length < userIds.length) publish({ kind: 'moved', userIds, triggerIds })
      else if (events.length > 0) publish({ kind: 'page', events, triggerIds })
    },
    hint(userId, { epoch, seq }) {
      realtime.hint(userId, { epoch, seq })
      publish({ kind: 'hint', userId, epoch, seq })
    },
    tellSettings(userId, changed) {
      realtime.tellSettings(userId, changed)
      publish({ kind: 'settings', userId, changed })
    },
    tellSettingsIn(appId, changed) {
      realtime.tellSettingsIn(appId, changed)
      publish({ kind: 'settingsIn', appId, changed })
    },
    disconnectUser(userId, why) {
      realtime.disconnectUser(userId, problem(why))
      publish({ kind: 'out', userId, why })
    },
    appsChanged() {
      appsChangedHere()
      publish({ kind: 'apps' })
    },
  }
}

/** Whether nothing is missing between where an event begins and where it ends. */
const isWhole = ({ from, changes }: Told): boolean => changes.every(({ seq }, at) => seq === from + at + 1)

/** Does the work for all who come up while it is under way together, so that there is never more than one of it. */
const gathered = (
  work: (ids: ReadonlySet<number>) => Promise<void>,
  onError: (error: unknown) => void,
  onIdle: () => void = () => undefined,
): ((ids: readonly number[]) => void) => {
  let waiting = new Set<number>()
  let isWorking = false
  const workAll = async (): Promise<void> => {
    isWorking = true
    while (waiting.size > 0) {
      const ids = waiting
      waiting = new Set()
      await work(ids).catch(onError)
    }
    isWorking = false
    onIdle()
  }
  return (ids) => {
    for (const id of ids) waiting.add(id)
    if (!isWorking) void workAll()
  }
}
