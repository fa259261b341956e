import type { AppInfo, FeedHead, Notification, Operation } from '@inboxkit/protocol'
import type { Browser } from '../platform/browser.js'
import { forgetDatabase, inDatabase, openDatabase } from './database.js'
import { tryTo } from './try-to.js'

/** What is shown before the server has answered. As confirmed, without the effect of what is pending. */
export interface Snapshot {
  head: FeedHead
  app: AppInfo | null
  /** The beginning of the plain feed, in order, and before it what is not in it but has something pending. */
  items: readonly Notification[]
  hasMore: boolean
}

/** An act that the server has not answered. */
export interface Kept {
  operation: Operation
  /** Milliseconds since 1970. */
  actedAt: number
  /** Among those of the same moment. */
  order: number
  /** Of the feed that its user saw; without it nothing was loaded. */
  epoch?: string | undefined
}

/** What another page or an earlier one has left. */
export interface Left {
  snapshot: Snapshot | undefined
  /** Acts of tabs that are not there any more, oldest first. */
  kept: Kept[]
  /** Ids of acts that this tab has written. */
  own: string[]
}

/** One user's data in this browser, for the next start. Whatever fails, fails silently: nothing is kept then. */
export interface Vault {
  read(): Promise<Left>
  add(kept: readonly Kept[]): void
  remove(operationIds: readonly string[]): void
  /** Keeps it if it is newer than what is there. */
  save(snapshot: Snapshot, savedAt: number): void
  /** Deletes everything, for good. */
  wipe(): Promise<void>
  /** Lets go of the database; what was handed over before is still written. */
  close(): void
}

interface VaultOptions {
  browser: Browser
  /** Of the server and the app: `inboxkit/…/…/`. */
  realm: string
  userId: string
  /** Names this tab among those of the user, also when it opens its vault again. */
  tab: string
  /** `false`: nothing is kept, and what was is deleted. */
  isOn: boolean
}

interface KeptRow extends Kept {
  operationId: string
  userId: string
  tab: string
}
interface SnapshotRow extends Snapshot {
  userId: string
  savedAt: number
}

export const nameOf = (realm: string, userId: string): string => realm + encodeURIComponent(userId)

/** Held by each tab that has the database open, so that nobody takes its data for left behind. */
const tabPrefix = (realm: string, userId: string): string => `${nameOf(realm, userId)}/tab/`

const listUsers = (browser: Browser, realm: string): string[] | undefined =>
  tryTo(() => {
    const notes = browser.notes()
    if (!notes) return undefined
    const users: unknown = JSON.parse(notes.getItem(`${realm}users`) ?? '[]')
    return Array.isArray(users) ? users.map(String) : []
  })
const noteUsers = (browser: Browser, realm: string, users: readonly string[]): void => {
  tryTo(() => {
    const notes = browser.notes()
    if (users.length > 0) notes?.setItem(`${realm}users`, JSON.stringify(users))
    else notes?.removeItem(`${realm}users`)
  })
}

const heldLocks = async (browser: Browser): Promise<string[]> => {
  try {
    const { held = [] } = (await browser.locks()?.query()) ?? {}
    return held.map(({ name }) => name ?? '')
  } catch {
    return []
  }
}

/** Deletes what is kept of a user, whoever has it open. */
export const forgetUser = async (browser: Browser, realm: string, userId: string): Promise<void> => {
  // What is not gone is tried again with the next start.
  if (!(await forgetDatabase(browser, nameOf(realm, userId)))) return
  // Read only now: other tabs write it, too.
  const users = listUsers(browser, realm)
  if (users?.includes(userId))
    noteUsers(
      browser,
      realm,
      users.filter((one) => one !== userId),
    )
}

/** Deletes what other users of this browser have left, but for those that are in another tab right now. */
const forgetOthers = async (browser: Browser, realm: string, userId: string): Promise<void> => {
  const held = await heldLocks(browser)
  for (const other of listUsers(browser, realm) ?? []) {
    if (other === userId || held.some((name) => name.startsWith(tabPrefix(realm, other)))) continue
    await forgetUser(browser, realm, other)
  }
}

export const openVault = ({ browser, realm, userId, tab, isOn }: VaultOptions): Vault => {
  const name = nameOf(realm, userId)
  const mine = tabPrefix(realm, userId)
  let release: (() => void) | undefined
  let isClosed = false

  /** Until we have the lock, another tab may take what we write for left behind: that does no harm. */
  const holdLock = (): void => {
    const held = tryTo(() =>
      browser.locks()?.request(
        mine + tab,
        {},
        () =>
          new Promise((resolve) => {
            release = resolve
            if (isClosed) resolve()
          }),
      ),
    )
    held?.catch(() => {})
  }

  const forget = (): Promise<void> => forgetUser(browser, realm, userId)

  const open = async (): Promise<IDBDatabase | undefined> => {
    const users = listUsers(browser, realm)
    // What we could not find again to delete it, we don't keep.
    if (!isOn || !users) {
      await forget()
      return undefined
    }
    if (!users.includes(userId)) noteUsers(browser, realm, [...users, userId])
    holdLock()
    void forgetOthers(browser, realm, userId)
    return openDatabase(browser, name)
  }
  const database = open().catch(() => undefined)

  const write = (run: (operations: IDBObjectStore, snapshots: IDBObjectStore) => void): void => {
    if (!isClosed) void database.then((db) => inDatabase(db, 'readwrite', run))
  }

  return {
    async read() {
      const db = await database
      const rows = await inDatabase(db, 'readonly', (operations, snapshots) => [
        operations.getAll(),
        snapshots.get('snapshot'),
      ])
      const [all, snapshot] = (rows ?? []) as [KeptRow[]?, SnapshotRow?]
      const held = await heldLocks(browser)
      const ours = (all ?? []).filter((row) => row.userId === userId)
      return {
        snapshot: snapshot?.userId === userId ? snapshot : undefined,
        kept: ours
          .filter((row) => row.tab !== tab && !held.includes(mine + row.tab))
          .sort((a, b) => a.actedAt - b.actedAt || a.order - b.order),
        own: ours.filter((row) => row.tab === tab).map(({ operationId }) => operationId),
      }
    },
    add: (kept) =>
      write((operations) => {
        for (const one of kept) {
          const { operationId } = one.operation
          operations.put({ ...one, operationId, userId, tab } satisfies KeptRow)
        }
      }),
    remove: (operationIds) =>
      write((operations) => {
        for (const id of operationIds) operations.delete(id)
      }),
    save: (snapshot, savedAt) =>
      write((_, snapshots) => {
        const asked = snapshots.get('snapshot')
        asked.addEventListener('success', () => {
          const old = asked.result as SnapshotRow | undefined
          const isOld =
            old?.userId === userId &&
            (old.head.epoch === snapshot.head.epoch
              ? old.head.seq >= snapshot.head.seq
              : old.savedAt >= savedAt)
          if (!isOld) snapshots.put({ ...snapshot, userId, savedAt } satisfies SnapshotRow, 'snapshot')
        })
      }),
    async wipe() {
      isClosed = true
      const db = await database
      db?.close()
      await forget()
      release?.()
    },
    close() {
      isClosed = true
      // After what was handed over, which waits for the same.
      void database.then((db) => db?.close())
      release?.()
    },
  }
}
