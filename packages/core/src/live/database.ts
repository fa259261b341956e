import type { Browser } from '../platform/browser.js'
import { tryTo } from './try-to.js'

const operations = 'operations'
const snapshots = 'snapshots'

/** `undefined` when there is none, or it is not to be had: private windows, a newer version's, a full disk. */
export const openDatabase = (browser: Browser, name: string): Promise<IDBDatabase | undefined> =>
  new Promise((resolve) => {
    const asked = tryTo(() => browser.databases()?.open(name, 1))
    if (!asked) return resolve(undefined)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(operations, { keyPath: 'operationId' })
      asked.result.createObjectStore(snapshots)
    }
    asked.onerror = asked.onblocked = () => resolve(undefined)
    asked.onsuccess = () => {
      const db = asked.result
      // Somebody deletes it, or needs it in another form. We go on without.
      db.onversionchange = () => db.close()
      resolve(db)
    }
  })

/** Resolves when it is gone, or cannot be deleted. */
export const forgetDatabase = (browser: Browser, name: string): Promise<void> =>
  new Promise((resolve) => {
    const asked = tryTo(() => browser.databases()?.deleteDatabase(name))
    if (!asked) return resolve()
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve()
  })

/** Runs in one transaction; returns the results of the requests it made, `undefined` when it failed. */
export const inDatabase = (
  db: IDBDatabase | undefined,
  mode: 'readonly' | 'readwrite',
  run: (operations: IDBObjectStore, snapshots: IDBObjectStore) => readonly IDBRequest[] | void,
): Promise<unknown[] | undefined> =>
  new Promise((resolve) => {
    tryTo(() => {
      if (!db) return
      const transaction = db.transaction([operations, snapshots], mode)
      const requests = run(transaction.objectStore(operations), transaction.objectStore(snapshots)) ?? []
      transaction.oncomplete = () => resolve(requests.map(({ result }) => result as unknown))
      transaction.onerror = transaction.onabort = () => resolve(undefined)
      return true
    }) ?? resolve(undefined)
  })
